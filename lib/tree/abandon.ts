/** Closes what was opened for a caller that has given up meanwhile. */
import type { Connection } from '../connection/connection.ts';
import { type RequestContext, step } from '../connection/exchange.ts';
import { Close } from '../wire/commands/close.ts';
import type { FileId } from '../wire/file-id.ts';

/** Sends CLOSE; there is nobody left to tell of a failure. */
export function abandon(connection: Connection, context: RequestContext, fileId: FileId): void {
  if (connection.closedBy) return;
  const request = step(Close, { flags: 0, fileId });
  // An unanswered CLOSE ends the connection by its deadline, and the open with it; a refused one means it is gone.
  connection.exchange([request], context).catch((error: unknown) => connection.destroy(error));
}
