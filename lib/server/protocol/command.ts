/** What a command's handler is: a decoded request and its surroundings in, a result out.  [MS-SMB2] 3.3.5 */
import type { SessionMessageSecurity } from '../../security/message-security.ts';
import type { Codec } from '../../wire/codec.ts';
import type { FileId } from '../../wire/file-id.ts';
import type { Header } from '../../wire/header.ts';
import { STATUS_SUCCESS } from '../../wire/ntstatus.ts';
import type { ConnectionState } from './connection-state.ts';
import type { ServerSession } from './server-session.ts';
import type { ServerTree } from './server-tree.ts';

/** What the related requests of one chain hand on to each other.  [MS-SMB2] 3.3.5.2.7.2 */
export interface Chain {
  sessionId: bigint;
  treeId: number;
  /** Of the chain's CREATE, or of the request before. */
  fileId: FileId | undefined;
  /** Why there is no `fileId`: the CREATE failed, and so does everything that relates to it. */
  failure: number | undefined;
  /** It began with a request that relates to one before it, which there is not: what relates to it relates to nothing. */
  orphaned: boolean;
}

/** What surrounds a request. */
export interface CommandContext {
  readonly connection: ConnectionState;
  readonly header: Header;
  /** The request's bytes, header included. */
  readonly message: Buffer;
  /** The session that decrypted the request, or whose signature on it is right. */
  readonly protectedBy: SessionMessageSecurity | undefined;
  readonly chain: Chain;
  /** Aborted by CANCEL, and when the connection or its session ends. */
  readonly signal: AbortSignal;
  /** Tells the client that the answer will take a while: STATUS_PENDING, at once. Repeated calls are one. */
  pending(): void;
}

/** The context of a command that needs a session. */
export interface SessionContext extends CommandContext {
  readonly session: ServerSession;
}

/** The context of a command that needs a share. */
export interface TreeContext extends SessionContext {
  readonly tree: ServerTree;
}

/** A handler's answer. */
export interface Result<Response> {
  readonly status: number;
  readonly body: Response;
  /** For the response's header, where the request's is not the right one. */
  readonly sessionId?: bigint | undefined;
  readonly treeId?: number | undefined;
  /** Signs the response although the request was not signed. */
  readonly signWith?: SessionMessageSecurity | undefined;
  /** Sees the response's bytes, without headroom, before they are sent. */
  readonly transcript?: ((message: readonly Buffer[]) => void) | undefined;
}

export function success<Response>(body: Response): Result<Response> {
  return { status: STATUS_SUCCESS, body };
}

/** A command as the dispatcher sees it. */
export interface Command {
  readonly codec: Codec<unknown, unknown>;
  readonly needs: 'connection' | 'session' | 'tree';
  handle(request: unknown, context: CommandContext): Promise<Result<unknown>> | Result<unknown>;
  /** Bytes that the request's credits must pay for, sent or asked for.  [MS-SMB2] 3.3.5.2.5 */
  payloadSize(request: unknown): number;
}

type Handler<Request, Response, Context> = (
  request: Request,
  context: Context,
) => Promise<Result<Response>> | Result<Response>;

function command<Request, Response, Context>(
  needs: Command['needs'],
  codec: Codec<Request, Response>,
  handle: Handler<Request, Response, Context>,
  payloadSize: (request: Request) => number,
): Command {
  return {
    codec: codec as Codec<unknown, unknown>,
    needs,
    handle: (request, context) => handle(request as Request, context as Context),
    payloadSize: (request) => payloadSize(request as Request),
  };
}

export function connectionCommand<Request, Response>(
  codec: Codec<Request, Response>,
  handle: Handler<Request, Response, CommandContext>,
): Command {
  return command('connection', codec, handle, () => 0);
}

export function sessionCommand<Request, Response>(
  codec: Codec<Request, Response>,
  handle: Handler<Request, Response, SessionContext>,
): Command {
  return command('session', codec, handle, () => 0);
}

/** `payloadSize` tells what the request sends or asks for, in bytes; most commands have no payload to speak of. */
export function treeCommand<Request, Response>(
  codec: Codec<Request, Response>,
  handle: Handler<Request, Response, TreeContext>,
  payloadSize: (request: Request) => number = () => 0,
): Command {
  return command('tree', codec, handle, payloadSize);
}
