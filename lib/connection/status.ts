/** From replies to results: a failed command becomes an error, and the rest of its chain is not looked at. */
import { StatusError } from '../errors.ts';
import { ntstatusName } from '../wire/ntstatus.ts';
import type { Reply, Step } from './exchange.ts';

/** The response of a reply, or a StatusError that names the command and the server's status. */
export function responseOf<S>(step: Step<unknown, S>, reply: Reply<S>): S {
  if (reply.body === undefined) throw statusError(step, reply);
  return reply.body;
}

/** The error for a reply. */
export function statusError(step: Step, reply: Reply): StatusError {
  return new StatusError(reply.status, ntstatusName(reply.status), step.codec.name);
}
