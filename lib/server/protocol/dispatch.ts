/** From a request to its handler's result: session, share and credits checked, the body decoded, failures given a status.  [MS-SMB2] 3.3.5.2 */
import { MalformedError } from '../../errors.ts';
import type { SessionMessageSecurity } from '../../security/message-security.ts';
import { Cancel } from '../../wire/commands/cancel.ts';
import { Create } from '../../wire/commands/create.ts';
import { Logoff } from '../../wire/commands/logoff.ts';
import { SMB2_DIALECT_202 } from '../../wire/commands/negotiate.ts';
import { SessionSetup } from '../../wire/commands/session-setup.ts';
import { HEADER_SIZE, SMB2_FLAGS_RELATED_OPERATIONS, SMB2_FLAGS_SIGNED } from '../../wire/header.ts';
import {
  STATUS_ACCESS_DENIED,
  STATUS_INVALID_PARAMETER,
  STATUS_NETWORK_NAME_DELETED,
  STATUS_NETWORK_SESSION_EXPIRED,
  STATUS_USER_SESSION_DELETED,
} from '../../wire/ntstatus.ts';
import { Reader } from '../../wire/reader.ts';
import type { Chain, Command, CommandContext, Result, TreeContext } from './command.ts';
import { commandOf } from './commands.ts';
import type { ConnectionState } from './connection-state.ts';
import type { IncomingRequest } from './incoming-frame.ts';
import type { ServerSession } from './server-session.ts';
import type { ServerTree } from './server-tree.ts';
import { StatusFailure } from './status-failure.ts';

/** Payload bytes that one credit pays for.  [MS-SMB2] 3.1.5.2 */
const CREDIT_UNIT = 65536;

/** A request with what it belongs to. */
export interface Addressed {
  readonly request: IncomingRequest;
  readonly session: ServerSession | undefined;
  readonly tree: ServerTree | undefined;
  /** The session that decrypted the request, or whose signature on it is right. */
  readonly protectedBy: SessionMessageSecurity | undefined;
  readonly encrypted: boolean;
  /** Why the request cannot be handled, whatever it asks. */
  readonly refusal: number | undefined;
}

/** Finds what a request belongs to, and checks its protection.  [MS-SMB2] 3.3.5.2.4, 3.3.5.2.9, 3.3.5.2.11 */
export function address(
  connection: ConnectionState,
  request: IncomingRequest,
  chain: Chain,
  decryptedBy: SessionMessageSecurity | undefined,
  first: boolean,
): Addressed {
  const { header } = request;
  const related = !first && (header.flags & SMB2_FLAGS_RELATED_OPERATIONS) !== 0;
  const sessionId = related ? chain.sessionId : header.sessionId;
  const treeId = related ? chain.treeId : header.treeId;
  chain.sessionId = sessionId;
  chain.treeId = treeId;
  if (!related) {
    chain.fileId = undefined;
    chain.failure = undefined;
    chain.orphaned = first && (header.flags & SMB2_FLAGS_RELATED_OPERATIONS) !== 0;
  }
  const session = connection.sessions.get(sessionId);
  const tree = session?.trees.get(treeId);
  const encrypted = decryptedBy !== undefined;
  const addressed = { request, session, tree, encrypted, protectedBy: decryptedBy, refusal: undefined };
  if (chain.orphaned) return { ...addressed, refusal: STATUS_INVALID_PARAMETER };
  // The request before belongs to nothing that there is.
  if (related && !session) return { ...addressed, refusal: STATUS_INVALID_PARAMETER };
  if (encrypted && decryptedBy !== session?.security) return { ...addressed, refusal: STATUS_USER_SESSION_DELETED };
  if (encrypted || !session) return addressed;
  if (header.flags & SMB2_FLAGS_SIGNED && session.security) {
    const genuine = session.security.verify([request.bytes]);
    if (!genuine) return { ...addressed, refusal: STATUS_ACCESS_DENIED };
    if (!session.encrypt) return { ...addressed, protectedBy: session.security };
  } else if (session.signingRequired && header.command !== SessionSetup.command) {
    return { ...addressed, refusal: STATUS_ACCESS_DENIED };
  }
  return session.encrypt ? { ...addressed, refusal: STATUS_ACCESS_DENIED } : addressed;
}

/** What the caller of `dispatch` knows of the request's surroundings. */
export type Surroundings = Pick<CommandContext, 'signal' | 'pending'>;

/** Handles a request. Rejects with a StatusFailure, or with an error for which the connection has to go. */
export async function dispatch(
  connection: ConnectionState,
  addressed: Addressed,
  chain: Chain,
  surroundings: Surroundings,
): Promise<Result<unknown>> {
  try {
    return await handle(connection, addressed, chain, surroundings);
  } catch (error) {
    const { command, flags } = addressed.request.header;
    // What relates to a file that was not opened fails for the same reason; so does what relates to nothing.
    if (command === Create.command || (flags & SMB2_FLAGS_RELATED_OPERATIONS && !chain.fileId)) {
      chain.fileId = undefined;
      chain.failure ??= error instanceof StatusFailure ? error.status : STATUS_INVALID_PARAMETER;
    }
    throw error;
  }
}

async function handle(
  connection: ConnectionState,
  addressed: Addressed,
  chain: Chain,
  surroundings: Surroundings,
): Promise<Result<unknown>> {
  const { request, session, tree, refusal } = addressed;
  const { header, bytes } = request;
  if (refusal !== undefined) throw new StatusFailure(refusal);
  const command = commandOf(header.command);
  if (!command) throw new StatusFailure(STATUS_INVALID_PARAMETER);
  if (!connection.negotiated && command.codec.name !== 'NEGOTIATE') {
    throw new MalformedError(`${command.codec.name} before NEGOTIATE`);
  }
  checkScope(command, addressed);
  const body = decode(command, bytes, session !== undefined);
  checkCharge(command, body, header.creditCharge, connection);
  const context: Omit<TreeContext, 'session' | 'tree'> & Partial<TreeContext> = {
    connection,
    header,
    message: bytes,
    protectedBy: addressed.protectedBy,
    chain,
    get signal() {
      return surroundings.signal;
    },
    pending: () => surroundings.pending(),
    ...(session && { session }),
    ...(tree && { tree }),
  };
  const result = await command.handle(body, context);
  if (result.sessionId !== undefined) chain.sessionId = result.sessionId;
  if (result.treeId !== undefined) chain.treeId = result.treeId;
  return result;
}

function checkScope(command: Command, { request, session, tree, encrypted }: Addressed): void {
  if (command.needs === 'connection') return;
  if (!session) throw new StatusFailure(STATUS_USER_SESSION_DELETED);
  if (session.expired && request.header.command !== Logoff.command) {
    throw new StatusFailure(STATUS_NETWORK_SESSION_EXPIRED);
  }
  if (command.needs === 'session') return;
  if (!tree) throw new StatusFailure(STATUS_NETWORK_NAME_DELETED);
  if (tree.encrypt && !encrypted) throw new StatusFailure(STATUS_ACCESS_DENIED);
}

/**
 * Decodes a request's body. From a client that has logged on a bad one is a bad parameter, as the specification has it; from
 * anybody else it is the end.
 */
function decode(command: Command, bytes: Buffer, trusted: boolean): unknown {
  const r = new Reader(bytes);
  r.skip(HEADER_SIZE);
  try {
    return command.codec.readRequest(r);
  } catch (error) {
    if (trusted && error instanceof MalformedError) throw new StatusFailure(STATUS_INVALID_PARAMETER);
    throw error;
  }
}

/** A request must pay for what it sends and for what it asks to be sent.  [MS-SMB2] 3.3.5.2.5 */
function checkCharge(command: Command, body: unknown, creditCharge: number, connection: ConnectionState): void {
  const { negotiated } = connection;
  if (!negotiated?.multiCredit || command.codec.command === Cancel.command) return;
  const needed = Math.max(1, Math.ceil(command.payloadSize(body) / CREDIT_UNIT));
  if (needed > Math.max(1, creditCharge)) throw new StatusFailure(STATUS_INVALID_PARAMETER);
}

/** The MessageIds that a request uses up: one, or as many as it says where requests may cost several credits. */
export function chargeOf(connection: ConnectionState, creditCharge: number): number {
  const { negotiated } = connection;
  const single = !negotiated || negotiated.dialect === SMB2_DIALECT_202 || !negotiated.multiCredit;
  return single ? 1 : Math.max(1, creditCharge);
}
