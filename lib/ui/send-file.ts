/** A file's bytes as an answer, as fast as they are read. */

import type { FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Exchange } from './exchange.ts';
import { FOREIGN_CONTENT_POLICY } from './headers.ts';

export interface FileAnswer {
  /** Media type. */
  readonly type: string;
  /** Bytes. */
  readonly size: number;
  /** A Content-Disposition. */
  readonly disposition: string;
}

/** A client that does not get all bytes that it was promised sees that the connection was cut, not an end like the file's. */
export async function sendFile(
  { response, signal }: Exchange,
  { type, size, disposition }: FileAnswer,
  file: FileHandle,
): Promise<void> {
  response.writeHead(200, {
    'Content-Type': type,
    'Content-Length': size,
    'Content-Disposition': disposition,
    'Content-Security-Policy': FOREIGN_CONTENT_POLICY,
  });
  const content = file.createReadStream({ start: 0, ...(size > 0 && { end: size - 1 }), autoClose: false });
  await pipeline(content, response, { signal, end: false });
  if (content.bytesRead === size) response.end();
  else response.destroy();
}
