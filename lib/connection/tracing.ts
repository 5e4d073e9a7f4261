/** Tells who wants to know of every request and every reply: never what is in them. With nobody listening it costs a look. */
import { channel } from 'node:diagnostics_channel';
import { debuglog } from 'node:util';
import { ntstatusName } from '../wire/ntstatus.ts';
import type { PendingRequest } from './pending-requests.ts';

/** What the channel `smbfs:request` is told when a request leaves. */
export interface RequestTrace {
  /** The server, as it was named. */
  readonly host: string;
  /** As the specification names it; each of a chain is told of. */
  readonly command: string;
  readonly messageId: number;
  readonly treeId: number;
}

/** What the channel `smbfs:reply` is told when a reply has come. */
export interface ReplyTrace extends RequestTrace {
  /** STATUS_PENDING: the server says only that it works on it. */
  readonly status: string;
  /** Since the request left; undefined where nobody listened then. */
  readonly milliseconds: number | undefined;
}

const requests = channel('smbfs:request');
const replies = channel('smbfs:reply');

/** `NODE_DEBUG=smbfs` prints a line for each to stderr. */
const log = debuglog('smbfs');
const isLogged = log.enabled;

/** When those left that somebody was told of. */
const departures = new WeakMap<PendingRequest, number>();

/** Whether anybody wants to know: without that nothing else in here is to be called. */
export function isTraced(): boolean {
  return isLogged || replies.hasSubscribers || requests.hasSubscribers;
}

export function traceRequest(host: string, pending: PendingRequest): void {
  departures.set(pending, performance.now());
  const trace = requestTrace(host, pending);
  if (requests.hasSubscribers) requests.publish(trace);
  if (isLogged) log('%s > %s %d', host, trace.command, trace.messageId);
}

export function traceReply(host: string, pending: PendingRequest, status: number): void {
  const departure = departures.get(pending);
  const milliseconds = departure === undefined ? undefined : performance.now() - departure;
  const trace: ReplyTrace = { ...requestTrace(host, pending), status: ntstatusName(status), milliseconds };
  if (replies.hasSubscribers) replies.publish(trace);
  if (isLogged) {
    log('%s < %s %d %s %s ms', host, trace.command, trace.messageId, trace.status, milliseconds?.toFixed(1) ?? '?');
  }
}

function requestTrace(host: string, { messageId, step, exchange }: PendingRequest): RequestTrace {
  return { host, command: step.codec.name, messageId, treeId: exchange.context.treeId };
}
