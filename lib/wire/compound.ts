/** Chains of messages in one frame: NextCommand followed when reading, patched when writing.  [MS-SMB2] 3.2.4.1.4, 3.2.5.1.9 */
import { MalformedError } from '../errors.ts';
import { HEADER_SIZE, NEXT_COMMAND_OFFSET } from './header.ts';

/** More messages in one frame than this are an attack: no client sends half as many. */
const MAX_CHAIN = 256;

/** One message of a frame: `[start, end)` from its header to its end, padding included, as its signature covers it. */
export interface MessageSpan {
  readonly start: number;
  readonly end: number;
}

/** Finds the messages of a frame. Every NextCommand must point forwards, 8-byte aligned, to a whole header inside the frame. */
export function splitCompound(frame: Buffer): MessageSpan[] {
  const spans: MessageSpan[] = [];
  let start = 0;
  for (;;) {
    if (spans.length === MAX_CHAIN) throw new MalformedError(`more than ${MAX_CHAIN} messages in one frame`);
    if (frame.length - start < HEADER_SIZE) {
      throw new MalformedError(`${frame.length - start} bytes where a header of ${HEADER_SIZE} should be`);
    }
    const next = frame.readUInt32LE(start + NEXT_COMMAND_OFFSET);
    if (next === 0) {
      spans.push({ start, end: frame.length });
      return spans;
    }
    if (next % 8 !== 0 || next < HEADER_SIZE || start + next > frame.length - HEADER_SIZE) {
      throw new MalformedError(`NextCommand ${next} at ${start} in a frame of ${frame.length} bytes`);
    }
    spans.push({ start, end: start + next });
    start += next;
  }
}
