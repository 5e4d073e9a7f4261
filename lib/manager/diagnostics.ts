/** What a connection to a share is like, in words and numbers for people: nothing secret, nothing that changes it. */
import type { ConnectionCounters } from '../connection/connection.ts';
import type { Protection } from '../connection/exchange.ts';
import type { Tree } from '../tree/tree.ts';
import { type Agreement, agreementOf, type ConnectStep } from './connect-steps.ts';
import type { ShareConnection } from './share-connection.ts';

/** A snapshot; `current` is undefined while there is no connection: before the first operation, after a loss, when idle. */
export interface Diagnostics extends Agreement {
  readonly connected: boolean;
  readonly server: {
    readonly host: string;
    readonly share: string;
    readonly transport: 'directtcp' | 'netbios';
    /** The address and port that the connection goes to. */
    readonly address: string | undefined;
    readonly port: number | undefined;
  };
  /** How messages travel: `encrypted` ones need no signature. */
  readonly protection: Protection | undefined;
  /** Bytes of one read and one write at most. */
  readonly maxReadSize: number | undefined;
  readonly maxWriteSize: number | undefined;
  /** Requests that the server allows: now, and when nothing is in flight. */
  readonly credits: { readonly available: number; readonly ceiling: number } | undefined;
  /** Requests that wait for their answer. */
  readonly inFlight: number;
  /** Files and folders held open on the server. */
  readonly openFiles: number;
  /** What this connection has done since it was made. */
  readonly counters: Readonly<ConnectionCounters> | undefined;
  /** How the last attempt to connect went, be it this connection's, a failed one, or one that is being made. */
  readonly steps: readonly ConnectStep[];
}

/** What the connection is like now. */
export function diagnose(share: ShareConnection): Diagnostics {
  const { host, share: name, transport } = share.settings;
  const server = { host, share: name, transport };
  const { tree } = share;
  const { steps } = share;
  if (tree) return { ...describe(tree, server), steps };
  return {
    connected: false,
    server: { ...server, address: undefined, port: undefined },
    dialect: undefined,
    protection: undefined,
    signing: undefined,
    cipher: undefined,
    maxReadSize: undefined,
    maxWriteSize: undefined,
    credits: undefined,
    inFlight: 0,
    openFiles: 0,
    counters: undefined,
    steps,
  };
}

function describe(
  tree: Tree,
  server: Pick<Diagnostics['server'], 'host' | 'share' | 'transport'>,
): Omit<Diagnostics, 'steps'> {
  const { connection } = tree;
  const { negotiated } = connection;
  return {
    connected: true,
    server: { ...server, address: connection.remoteAddress, port: connection.remotePort },
    ...agreementOf(negotiated),
    protection: tree.protection,
    maxReadSize: negotiated.maxReadSize,
    maxWriteSize: negotiated.maxWriteSize,
    credits: connection.credits,
    inFlight: connection.inFlight,
    openFiles: tree.openCount,
    counters: { ...connection.counters },
  };
}
