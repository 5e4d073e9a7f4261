/** Turns responses into one protected frame.  [MS-SMB2] 3.3.4.1 */
import type { SessionMessageSecurity } from '../../security/message-security.ts';
import { type Header, writeHeader } from '../../wire/header.ts';
import { FRAME_HEADROOM, type Patch, type Writer } from '../../wire/writer.ts';

/** One response, ready to be written. */
export interface OutgoingResponse {
  readonly header: Header;
  readonly write: (w: Writer) => void;
  /** Signs the response, unless its frame is encrypted. */
  readonly signWith: SessionMessageSecurity | undefined;
  /** Sees the response's bytes, without headroom. */
  readonly transcript?: ((message: readonly Buffer[]) => void) | undefined;
}

/**
 * Writes the responses, padded to 8 bytes and linked, and signs them, or seals them all with `sealWith`. The pieces start with
 * the transport's headroom.
 */
export function writeFrame(
  w: Writer,
  responses: readonly OutgoingResponse[],
  sealWith: SessionMessageSecurity | undefined,
): Buffer[] {
  const headroom = sealWith ? 0 : FRAME_HEADROOM;
  w.begin(headroom);
  const starts: number[] = [];
  let nextCommand: Patch | undefined;
  for (const response of responses) {
    if (nextCommand) {
      w.align(8);
      w.patch32(nextCommand, w.offset);
      w.setOrigin();
    }
    starts.push(w.length);
    nextCommand = writeHeader(w, response.header);
    response.write(w);
  }
  const end = w.length;
  const pieces = w.finish();
  for (const [index, { signWith, transcript }] of responses.entries()) {
    if ((sealWith || !signWith) && !transcript) continue;
    const message = slicePieces(pieces, starts[index] ?? 0, starts[index + 1] ?? end);
    if (!sealWith) signWith?.sign(message);
    transcript?.(message);
  }
  return sealWith ? sealWith.seal(pieces) : pieces;
}

/** The part `[start, end)` of a list of pieces, as pieces: views, no copies. */
function slicePieces(pieces: readonly Buffer[], start: number, end: number): Buffer[] {
  const part: Buffer[] = [];
  let at = 0;
  for (const piece of pieces) {
    const from = Math.max(start - at, 0);
    const to = Math.min(end - at, piece.length);
    if (from < to) part.push(piece.subarray(from, to));
    at += piece.length;
  }
  return part;
}
