/** Turns the steps of an exchange into one protected frame.  [MS-SMB2] 3.2.4.1 */

import { Cancel } from '../wire/commands/cancel.ts';
import {
  type Header,
  SMB2_FLAGS_ASYNC_COMMAND,
  SMB2_FLAGS_RELATED_OPERATIONS,
  SMB2_FLAGS_REPLAY_OPERATION,
  writeHeader,
} from '../wire/header.ts';
import type { Patch, Writer } from '../wire/writer.ts';
import { FRAME_HEADROOM } from '../wire/writer.ts';
import type { ExchangeOptions, RequestContext, Step } from './exchange.ts';
import type { PendingRequest } from './pending-requests.ts';

/** Payload bytes that one credit pays for.  [MS-SMB2] 3.1.5.2 */
const CREDIT_UNIT = 65536;

/** The credits that a step costs; without multi-credit requests every one costs a single credit. */
export function creditCost(step: Step, multiCredit: boolean): number {
  return multiCredit ? Math.max(1, Math.ceil(step.payloadSize / CREDIT_UNIT)) : 1;
}

/** A message's number and price. */
export interface Slot {
  readonly messageId: number;
  readonly cost: number;
  readonly creditRequest: number;
}

/**
 * Writes the steps, one message each, padded to 8 bytes and linked, and signs or seals them as the context says. `slots`
 * holds a slot a step. The pieces start with the transport's headroom.
 */
export function writeFrame(
  w: Writer,
  steps: readonly Step[],
  slots: readonly Slot[],
  context: RequestContext,
  multiCredit: boolean,
  { transcript, replay }: Pick<ExchangeOptions, 'transcript' | 'replay'>,
): readonly Buffer[] {
  const headroom = context.protection === 'encrypted' ? 0 : FRAME_HEADROOM;
  w.begin(headroom);
  const starts: number[] = [];
  let nextCommand: Patch | undefined;
  for (const [index, step] of steps.entries()) {
    const slot = slots[index];
    if (!slot) throw new RangeError('a step without a slot');
    if (nextCommand) {
      w.align(8);
      w.patch32(nextCommand, w.offset);
      w.setOrigin();
    }
    starts.push(w.length);
    nextCommand = writeHeader(w, {
      creditCharge: multiCredit ? slot.cost : 0,
      status: 0,
      command: step.codec.command,
      credits: slot.creditRequest,
      flags: (index > 0 ? SMB2_FLAGS_RELATED_OPERATIONS : 0) | (replay ? SMB2_FLAGS_REPLAY_OPERATION : 0),
      messageId: slot.messageId,
      asyncId: 0n,
      treeId: context.treeId,
      sessionId: context.sessionId,
    });
    step.codec.writeRequest(w, step.body);
  }
  const pieces = w.finish();
  transcript?.(slicePieces(pieces, headroom, w.length));
  return protect(pieces, starts, w.length, context);
}

/** Writes CANCEL for a request: the same MessageId, or the AsyncId once there is one; it costs no credit.  [MS-SMB2] 3.2.4.24 */
export function writeCancel(w: Writer, pending: PendingRequest): readonly Buffer[] {
  const context = pending.exchange.context;
  const headroom = context.protection === 'encrypted' ? 0 : FRAME_HEADROOM;
  const header: Header = {
    creditCharge: 0,
    status: 0,
    command: Cancel.command,
    credits: 0,
    flags: pending.asyncId === 0n ? 0 : SMB2_FLAGS_ASYNC_COMMAND,
    messageId: pending.messageId,
    asyncId: pending.asyncId,
    treeId: context.treeId,
    sessionId: context.sessionId,
  };
  w.begin(headroom);
  const start = w.length;
  writeHeader(w, header);
  Cancel.writeRequest(w, {});
  return protect(w.finish(), [start], w.length, context);
}

/** Signs each message, or seals them all; `starts` and `end` count the headroom. */
function protect(pieces: Buffer[], starts: readonly number[], end: number, context: RequestContext): readonly Buffer[] {
  if (context.protection === 'plain') return pieces;
  if (!context.security) throw new TypeError('a protected message without a session to protect it');
  if (context.protection === 'encrypted') return context.security.seal(pieces);
  for (const [index, start] of starts.entries()) {
    context.security.sign(slicePieces(pieces, start, starts[index + 1] ?? end));
  }
  return pieces;
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
