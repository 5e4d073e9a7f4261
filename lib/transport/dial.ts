/** Opens a TCP connection as a transport, with a NetBIOS session request on it where one is needed. */
import { connect, isIPv6 } from 'node:net';
import { MalformedError } from '../errors.ts';
import { SocketTransport } from './socket-transport.ts';
import type { FrameHandler, Transport, TransportKind } from './transport.ts';

/** No SMB2 message is shorter than its header. */
const MIN_FRAME_LENGTH = 64;

/**
 * Milliseconds for each of a host's addresses but the last, before the next is tried. Node's own 250 give up on servers
 * behind a slow line.
 */
const ADDRESS_TIMEOUT = 1000;

/** Where a server is. */
export interface Endpoint {
  /** A name, or an IPv4 or IPv6 address. */
  readonly host: string;
  readonly port: number;
}

/** What has to be said before the first frame. */
export interface Greeting {
  /** Sent as soon as TCP is connected. */
  readonly request: Buffer;
  /** Looks at the answer; returns when frames may follow, and throws what the attempt shall fail with. */
  answered(type: number, body: Buffer, remoteAddress: string): void;
}

/**
 * Connects and greets. Rejects with a ConnectionError, with what the greeting threw, or with the signal's reason; in each
 * case the socket is closed by then.
 */
export function dial(
  kind: TransportKind,
  endpoint: Endpoint,
  handler: FrameHandler,
  signal: AbortSignal,
  greeting?: Greeting,
): Promise<Transport> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const opening: FrameHandler = {
      place: refuseFrame,
      receive: refuseFrame,
      closed(error) {
        signal.removeEventListener('abort', abort);
        reject(signal.aborted ? signal.reason : error);
      },
    };
    const transport = new SocketTransport(kind, endpointName(endpoint), MIN_FRAME_LENGTH, opening);
    const abort = (): void => transport.destroy();
    const open = (): void => {
      signal.removeEventListener('abort', abort);
      transport.handTo(handler);
      resolve(transport);
    };
    const socket = connect({
      ...endpoint,
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: ADDRESS_TIMEOUT,
      onread: transport.onread,
    });
    transport.attach(socket);
    signal.addEventListener('abort', abort, { once: true });
    socket.once('connect', () => {
      transport.connected();
      if (!greeting) return open();
      transport.handTo(opening, (type, body) => {
        greeting.answered(type, body, transport.remoteAddress);
        open();
      });
      transport.sendBytes([greeting.request]);
    });
  });
}

/** `host:port`, as errors print it. */
export function endpointName({ host, port }: Endpoint): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}

function refuseFrame(): never {
  throw new MalformedError('a message before the NetBIOS session stands');
}
