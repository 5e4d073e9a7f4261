/** A server that does what a spec's script says, on real sockets: it negotiates and logs clients on unless told otherwise. */
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { acceptTransport } from '../../lib/transport/accept.ts';
import type { TransportKind } from '../../lib/transport/transport.ts';
import type { NegotiateResponse } from '../../lib/wire/commands/negotiate.ts';
import { ScriptedPeer, type ServerRequest } from './scripted-peer.ts';

/** What a script says to a request: how to answer it, or that nobody answers it now. */
export type Answer = ScriptedReply | typeof SILENCE;

/** The script sends its answer itself, or there is none. */
export const SILENCE: unique symbol = Symbol('silence');

/** A reply; what is left out is as in a good one. */
export interface ScriptedReply {
  readonly status?: number;
  /** The response; an ERROR body when there is none. */
  readonly body?: unknown;
  readonly credits?: number;
  readonly flags?: number;
  readonly messageId?: number;
  readonly command?: number;
  readonly asyncId?: bigint;
  readonly treeId?: number;
  readonly sessionId?: bigint;
}

/** Answers a request; undefined leaves it to the server's standard answer. */
export type Script = (request: ServerRequest, peer: ScriptedPeer) => Answer | undefined;

/** A script that does something instead of answering `command`; every command when it is left out. */
export function insteadOf(
  command: string | undefined,
  act: (request: ServerRequest, peer: ScriptedPeer) => void,
): Script {
  return (request, peer) => {
    if (command !== undefined && request.name !== command) return undefined;
    act(request, peer);
    return SILENCE;
  };
}

export interface ScriptedServerOptions {
  readonly transport?: TransportKind;
  /** Dialect to choose; the best that is offered when left out. */
  readonly dialect?: number;
  /** Chooses the client's favourite cipher. Default: none is chosen. */
  readonly encryption?: boolean;
  /** Changes the NEGOTIATE response before it is sent. */
  readonly negotiate?: (response: NegotiateResponse) => NegotiateResponse;
  /** SessionFlags of the final SESSION_SETUP response. */
  readonly sessionFlags?: number;
  readonly shareFlags?: number;
  /** Credits to grant to a request. Default: what it asks for, up to 512. */
  readonly grant?: (request: ServerRequest) => number;
  readonly script?: Script;
  /** Takes the requests of a whole frame; false leaves them to `script`. */
  readonly onFrame?: (requests: readonly ServerRequest[], peer: ScriptedPeer) => boolean;
  /** Takes an accepted socket before anything is read from it; true: the script does everything itself. */
  readonly onSocket?: (socket: Socket) => boolean;
}

export interface ScriptedServer {
  readonly host: string;
  readonly port: number;
  /** Clients so far, gone ones included. */
  readonly peers: readonly ScriptedPeer[];
  /** Commands received so far from all clients, by name, in order. */
  readonly received: readonly string[];
  close(): Promise<void>;
}

/** Every user's password here. */
export const PASSWORD = 's3cret';

export async function startScriptedServer(options: ScriptedServerOptions = {}): Promise<ScriptedServer> {
  const peers: ScriptedPeer[] = [];
  const sockets = new Set<Socket>();
  const received: string[] = [];
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    // A client that drops its connection is no matter for a script.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    if (options.onSocket?.(socket)) return;
    const peer = new ScriptedPeer(options, socket, received);
    peer.transport = acceptTransport(socket, options.transport ?? 'directtcp', peer);
    peers.push(peer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    peers,
    received,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      for (const { failure } of peers) if (failure) throw failure;
    },
  };
}
