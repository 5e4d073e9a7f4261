/** Sends the steps of a chain one by one, for a server whose credits do not pay for the chain. */
import type { Connection } from '../connection/connection.ts';
import type { ExchangeOptions, Replies, Reply, RequestContext, Step } from '../connection/exchange.ts';
import { Close } from '../wire/commands/close.ts';
import { Create, type CreateResponse } from '../wire/commands/create.ts';
import { type FileId, RELATED_FILE_ID } from '../wire/file-id.ts';

/**
 * Does what the server does with a related chain: each step works on the file that CREATE opened, and once CREATE has failed
 * the rest fail with its status. Given up in the middle, it still closes what it opened where the chain would have.
 */
export async function exchangeUnchained<const T extends readonly Step[]>(
  connection: Connection,
  steps: T,
  context: RequestContext,
  options?: ExchangeOptions,
): Promise<Replies<T>> {
  const replies: Reply[] = [];
  const closes = steps.filter((item) => item.codec.command === Close.command);
  let fileId: FileId | undefined;
  try {
    for (const item of steps) {
      const [reply] = await connection.exchange([relatedTo(item, fileId)], context, options);
      replies.push(reply);
      if (item.codec.command !== Create.command) continue;
      if (!reply.body) return steps.map(() => reply) as Replies<T>;
      fileId = (reply.body as CreateResponse).fileId;
    }
  } catch (error) {
    if (fileId && !connection.closedBy) {
      for (const close of closes) await connection.exchange([relatedTo(close, fileId)], context);
    }
    throw error;
  }
  return replies as Replies<T>;
}

function relatedTo(item: Step, fileId: FileId | undefined): Step {
  const body = item.body as { readonly fileId?: FileId };
  if (!fileId || body.fileId !== RELATED_FILE_ID) return item;
  return { ...item, body: { ...body, fileId } };
}
