/** Responses to a request: its result, its failure, or that it will take a while.  [MS-SMB2] 3.3.4.1, 3.3.4.2 */
import type { SessionMessageSecurity } from '../../security/message-security.ts';
import type { Codec } from '../../wire/codec.ts';
import { writeErrorResponse } from '../../wire/commands/error.ts';
import {
  type Header,
  SMB2_FLAGS_ASYNC_COMMAND,
  SMB2_FLAGS_PRIORITY_MASK,
  SMB2_FLAGS_RELATED_OPERATIONS,
  SMB2_FLAGS_SERVER_TO_REDIR,
} from '../../wire/header.ts';
import { STATUS_PENDING } from '../../wire/ntstatus.ts';
import { codecOf } from '../../wire/registry.ts';
import type { Chain, Result } from './command.ts';
import type { OutgoingResponse } from './outgoing-frame.ts';
import type { StatusFailure } from './status-failure.ts';

const NO_DATA = Buffer.alloc(0);

/** What a response needs to know of its request. */
export interface ResponsePlace {
  readonly header: Header;
  readonly chain: Chain;
  /** Of the interim response that went before. */
  readonly asyncId: bigint | undefined;
  readonly credits: number;
  readonly signWith: SessionMessageSecurity | undefined;
}

export function resultResponse(
  result: Result<unknown>,
  place: ResponsePlace,
  codec: Codec<unknown, unknown> | undefined = codecOf(place.header.command),
): OutgoingResponse {
  return {
    header: headerOf(place, result.status),
    write: (w) => codec?.writeResponse(w, result.body),
    signWith: result.signWith ?? place.signWith,
    transcript: result.transcript,
  };
}

export function errorResponse(failure: StatusFailure, place: ResponsePlace): OutgoingResponse {
  const { status, errorData = NO_DATA, signWith = place.signWith } = failure;
  return {
    header: headerOf(place, status),
    write: (w) => writeErrorResponse(w, { errorContexts: [], errorData }),
    signWith,
  };
}

/** STATUS_PENDING, which is never signed. */
export function interimResponse(header: Header, chain: Chain, asyncId: bigint, credits: number): OutgoingResponse {
  return {
    header: headerOf({ header, chain, asyncId, credits, signWith: undefined }, STATUS_PENDING),
    write: (w) => writeErrorResponse(w, { errorContexts: [], errorData: NO_DATA }),
    signWith: undefined,
  };
}

function headerOf({ header, chain, asyncId, credits }: ResponsePlace, status: number): Header {
  const kept = header.flags & (SMB2_FLAGS_RELATED_OPERATIONS | SMB2_FLAGS_PRIORITY_MASK);
  return {
    creditCharge: header.creditCharge,
    status,
    command: header.command,
    credits,
    flags: SMB2_FLAGS_SERVER_TO_REDIR | kept | (asyncId === undefined ? 0 : SMB2_FLAGS_ASYNC_COMMAND),
    messageId: header.messageId,
    asyncId: asyncId ?? 0n,
    treeId: chain.treeId,
    sessionId: chain.sessionId,
  };
}
