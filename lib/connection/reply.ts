/** From a received message to the reply to its request: decoded, and no more than was asked for.  [MS-SMB2] 3.2.5.1.7 */
import { MalformedError } from '../errors.ts';
import type { Codec } from '../wire/codec.ts';
import { readErrorResponse } from '../wire/commands/error.ts';
import { Ioctl } from '../wire/commands/ioctl.ts';
import { Read, type ReadRequest, type ReadResponse } from '../wire/commands/read.ts';
import { HEADER_SIZE } from '../wire/header.ts';
import { STATUS_SUCCESS } from '../wire/ntstatus.ts';
import { Reader } from '../wire/reader.ts';
import type { Reply, Step } from './exchange.ts';
import type { IncomingMessage } from './incoming-frame.ts';

const ERROR_STRUCTURE_SIZE = 9;

/** Decodes the final reply to `step`. */
export function replyOf(step: Step, message: IncomingMessage): Reply {
  const { status, sessionId, treeId } = message.header;
  if (message.placed) {
    const body: ReadResponse = { flags: 0, dataRemaining: 0, data: message.placed };
    return { status, body, error: undefined, sessionId, treeId, message: message.bytes };
  }
  const { body, error } = decodeBody(step.codec, message);
  if (step.codec.command === Read.command && body) {
    checkReadLength((step.body as ReadRequest).length, (body as ReadResponse).data.length);
  }
  return { status, body, error, sessionId, treeId, message: message.bytes };
}

/** Refuses a READ response with more data than was asked for. */
export function checkReadLength(asked: number, got: number): void {
  if (got > asked) throw new MalformedError(`READ returned ${got} bytes where ${asked} were asked for`);
}

/** The command's own body, with the statuses that come with one, or an ERROR body. */
function decodeBody<S>(codec: Codec<unknown, S>, message: IncomingMessage): Pick<Reply<S>, 'body' | 'error'> {
  const r = new Reader(message.bytes);
  r.skip(HEADER_SIZE);
  const { status } = message.header;
  const own =
    status === STATUS_SUCCESS ||
    (codec.command === Ioctl.command ? !isErrorBody(r) : codec.bodyStatuses.includes(status));
  return own ? { body: codec.readResponse(r), error: undefined } : { body: undefined, error: readErrorResponse(r) };
}

/** IOCTL fails with either body, whatever the status; ERROR's StructureSize is 9, its own is 49. */
function isErrorBody(r: Reader): boolean {
  return r.remaining === 0 || r.at(HEADER_SIZE, 2).u16() === ERROR_STRUCTURE_SIZE;
}
