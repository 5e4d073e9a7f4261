/** The route of previews: texts as JSON, pictures as what they are. */
import { UiError } from '../failures.ts';
import { pictureType } from '../picture.ts';
import type { PreviewAnswer } from '../protocol.ts';
import { sendFile } from '../send-file.ts';
import { textOf } from '../text-preview.ts';
import type { ConnectionRoute } from './state.ts';

/** Bytes of a text that are shown. */
const MAX_TEXT = 256 * 1024;

/** Bytes of a picture that a browser should be asked to decode. */
const MAX_PICTURE = 64 * 1024 * 1024;

export const preview: ConnectionRoute = async (exchange, { smb }) => {
  const path = (await exchange.fields()).path();
  const file = await smb.promises.open(path, 'r');
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw new UiError('ERR_UI_REQUEST', 'only files have a preview');
    const { size } = stats;
    const head = Buffer.alloc(Math.min(size, MAX_TEXT));
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    const content = head.subarray(0, bytesRead);
    const type = pictureType(content, size);
    if (type === undefined) {
      exchange.answer(200, answerFor(content, size));
    } else if (size > MAX_PICTURE) {
      exchange.answer(200, { kind: 'none', size, reason: 'large' } satisfies PreviewAnswer);
    } else {
      await sendFile(exchange, { type, size, disposition: 'inline' }, file);
    }
  } finally {
    await file.close();
  }
};

function answerFor(content: Buffer, size: number): PreviewAnswer {
  if (size === 0) return { kind: 'none', size, reason: 'empty' };
  const truncated = content.length < size;
  const text = textOf(content, !truncated);
  return text === undefined ? { kind: 'none', size, reason: 'binary' } : { kind: 'text', text, size, truncated };
}
