/** SMB2 over the NetBIOS session service: which name to call, and what to make of the answer.  RFC 1001 16, RFC 1002 5.3 */
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { ConnectionError, MalformedError } from '../errors.ts';
import { dial, type Endpoint, endpointName } from './dial.ts';
import { FILE_SERVER_SUFFIX, nameOfHost, WORKSTATION_SUFFIX } from './netbios-names.ts';
import { fileServerName, NAME_SERVICE_PORT, queryNodeStatus } from './node-status.ts';
import {
  CALLED_NAME_NOT_PRESENT,
  decodeNegativeResponse,
  decodeRetarget,
  encodeSessionRequest,
  INSUFFICIENT_RESOURCES,
  NEGATIVE_SESSION_RESPONSE,
  NOT_LISTENING_FOR_CALLING_NAME,
  NOT_LISTENING_ON_CALLED_NAME,
  POSITIVE_SESSION_RESPONSE,
  RETARGET_SESSION_RESPONSE,
  UNSPECIFIED_ERROR,
} from './session-packets.ts';
import type { FrameHandler, Transport } from './transport.ts';

/** Most servers answer to this one, whatever they are called. */
const ANY_SERVER = '*SMBSERVER';

/** How often a server may send us elsewhere. */
const MAX_RETARGETS = 2;

const REFUSALS: ReadonlyMap<number, string> = new Map([
  [NOT_LISTENING_ON_CALLED_NAME, 'not listening on the called name'],
  [NOT_LISTENING_FOR_CALLING_NAME, 'not listening for the calling name'],
  [CALLED_NAME_NOT_PRESENT, 'called name not present'],
  [INSUFFICIENT_RESOURCES, 'insufficient resources'],
  [UNSPECIFIED_ERROR, 'unspecified error'],
]);

export interface NetbiosOptions {
  /** The server's NetBIOS name; without it `*SMBSERVER` is called, then what the server and the host name suggest. */
  readonly calledName?: string | undefined;
  /** UDP port of the server's name service. Default: 137. */
  readonly nameServicePort?: number | undefined;
}

/** A server said no to one called name. */
class SessionRefused extends Error {
  readonly code: number;
  readonly address: string;

  constructor(code: number, address: string) {
    super(`${REFUSALS.get(code) ?? 'an unknown reason'} (0x${code.toString(16).padStart(2, '0')})`);
    this.code = code;
    this.address = address;
  }

  /** Whether another name may please it. */
  get concernsName(): boolean {
    return this.code === NOT_LISTENING_ON_CALLED_NAME || this.code === CALLED_NAME_NOT_PRESENT;
  }
}

/** A server sent us to another address. */
class SessionRetargeted extends Error {
  readonly endpoint: Endpoint;

  constructor(endpoint: Endpoint) {
    super(`sent on to ${endpointName(endpoint)}`);
    this.endpoint = endpoint;
  }
}

/**
 * Opens a NetBIOS session with a file server. Rejects with a ConnectionError (`ERR_SMB_NETBIOS` when the server refuses
 * every name, saying which) or with the signal's reason.
 *
 * A retarget is followed, so the session may end at a host that the user never named, as with any unauthenticated name
 * service. The transport vouches for nobody: what holds for the server's identity (signing, encryption) must hold there too.
 */
export async function connectNetbios(
  endpoint: Endpoint,
  handler: FrameHandler,
  signal: AbortSignal,
  { calledName, nameServicePort = NAME_SERVICE_PORT }: NetbiosOptions,
): Promise<Transport> {
  const tried = new Map<string, SessionRefused>();
  let refuser = '';
  const ownName = async (): Promise<string | undefined> =>
    fileServerName((await queryNodeStatus(refuser, nameServicePort, signal)) ?? []);
  const hostName = (): string | undefined => (isIP(endpoint.host) ? undefined : nameOfHost(endpoint.host));
  const candidates =
    calledName === undefined ? [() => ANY_SERVER, ownName, hostName] : [() => calledName.toUpperCase()];
  for (const candidate of candidates) {
    const name = await candidate();
    if (name === undefined || tried.has(name)) continue;
    const session = await openSession(endpoint, name, handler, signal);
    if (!(session instanceof SessionRefused)) return session;
    tried.set(name, session);
    refuser = session.address;
    if (!session.concernsName) break;
  }
  const refusals = [...tried].map(([name, refusal]) => `as ${name}: ${refusal.message}`).join('; ');
  throw new ConnectionError(
    'ERR_SMB_NETBIOS',
    `${endpointName(endpoint)} refuses a NetBIOS session, called ${refusals}`,
  );
}

async function openSession(
  endpoint: Endpoint,
  calledName: string,
  handler: FrameHandler,
  signal: AbortSignal,
): Promise<Transport | SessionRefused> {
  const called = { name: calledName, suffix: FILE_SERVER_SUFFIX };
  const calling = { name: nameOfHost(hostname()) ?? 'CLIENT', suffix: WORKSTATION_SUFFIX };
  const greeting = { request: encodeSessionRequest(called, calling), answered: readAnswer };
  let current = endpoint;
  for (let hops = 0; hops <= MAX_RETARGETS; hops++) {
    try {
      return await dial('netbios', current, handler, signal, greeting);
    } catch (error) {
      if (error instanceof SessionRefused) return error;
      if (!(error instanceof SessionRetargeted)) throw error;
      current = error.endpoint;
    }
  }
  throw new ConnectionError('ERR_SMB_NETBIOS', `${endpointName(endpoint)} sends its NetBIOS sessions round in circles`);
}

function readAnswer(type: number, body: Buffer, address: string): void {
  switch (type) {
    case POSITIVE_SESSION_RESPONSE:
      return;
    case NEGATIVE_SESSION_RESPONSE:
      throw new SessionRefused(decodeNegativeResponse(body), address);
    case RETARGET_SESSION_RESPONSE:
      throw retargeted(decodeRetarget(body), address);
    default:
      throw new MalformedError(
        `a NetBIOS session packet of type 0x${type.toString(16)} in answer to a session request`,
      );
  }
}

/** No server may send us to an address that names no host, nor, from elsewhere, to services of this very machine. */
function retargeted(endpoint: Endpoint, from: string): Error {
  const first = Number.parseInt(endpoint.host, 10);
  const nowhere = first === 0 || first >= 224 || endpoint.port === 0;
  if (nowhere || (first === 127 && !isLoopback(from))) {
    return new ConnectionError('ERR_SMB_NETBIOS', `${from} sends its NetBIOS sessions to ${endpointName(endpoint)}`);
  }
  return new SessionRetargeted(endpoint);
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}
