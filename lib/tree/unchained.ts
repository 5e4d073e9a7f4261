/** Sends the steps of a chain one by one, for a server whose credits do not pay for the chain. */
import type { Connection } from '../connection/connection.ts';
import type { ExchangeOptions, Replies, Reply, RequestContext, Step } from '../connection/exchange.ts';
import { Close } from '../wire/commands/close.ts';
import { Create, type CreateResponse } from '../wire/commands/create.ts';
import { type FileId, RELATED_FILE_ID } from '../wire/file-id.ts';
import { abandon } from './abandon.ts';

/**
 * Does what the server does with a related chain: each step works on the file that CREATE opened, and once CREATE has failed
 * the rest fail with its status. Given up in the middle, it closes what it opened, as the caller never learns of it.
 */
export async function exchangeUnchained<const T extends readonly Step[]>(
  connection: Connection,
  steps: T,
  context: RequestContext,
  options: ExchangeOptions = {},
): Promise<Replies<T>> {
  const replies: Reply[] = [];
  let fileId: FileId | undefined;
  const late: ExchangeOptions['late'] = ([created]) => {
    const body = created?.body as CreateResponse | undefined;
    if (body) abandon(connection, context, body.fileId);
  };
  try {
    for (const [index, item] of steps.entries()) {
      const creates = item.codec.command === Create.command;
      const [reply] = await connection.exchange([relatedTo(item, fileId)], context, {
        ...options,
        pending: () => options.pending?.(index),
        late: creates ? late : undefined,
      });
      replies.push(reply);
      if (creates && !reply.body) return steps.map(() => reply) as Replies<T>;
      if (creates) fileId = (reply.body as CreateResponse).fileId;
      if (item.codec.command === Close.command) fileId = undefined;
    }
  } catch (error) {
    if (fileId) abandon(connection, context, fileId);
    throw error;
  }
  return replies as Replies<T>;
}

function relatedTo(item: Step, fileId: FileId | undefined): Step {
  const body = item.body as { readonly fileId?: FileId };
  if (!fileId || body.fileId !== RELATED_FILE_ID) return item;
  return { ...item, body: { ...body, fileId } };
}
