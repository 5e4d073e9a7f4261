/** What a connection to a share is like, in words and numbers for people: nothing secret, nothing that changes it. */
import type { Connection, ConnectionCounters, WaitingRequest } from '../connection/connection.ts';
import type { Protection } from '../connection/exchange.ts';
import { displayName } from '../session/session-settings.ts';
import type { Tree } from '../tree/tree.ts';
import { type Agreement, agreementOf, type ConnectStep } from './connect-steps.ts';
import type { ServerSession } from './server-session.ts';
import type { ServerSettings, ShareSettings } from './share-settings.ts';

/** What a connection is like; undefined is what there is none to tell of. */
interface ConnectionState extends Agreement {
  readonly connected: boolean;
  /** How messages travel: `encrypted` ones need no signature. */
  readonly protection: Protection | undefined;
  /** Bytes of one read and one write at most. */
  readonly maxReadSize: number | undefined;
  readonly maxWriteSize: number | undefined;
  /** Requests that the server allows: now, and when nothing is in flight. */
  readonly credits: { readonly available: number; readonly ceiling: number } | undefined;
  /** Requests that wait for their answer. */
  readonly inFlight: number;
  /** What has no answer yet, oldest first: a chain of commands is one. */
  readonly requests: readonly WaitingRequest[];
  /** Bytes sent and received over this connection. */
  readonly bytes: { readonly sent: number; readonly received: number } | undefined;
  /** What this connection has done since it was made. */
  readonly counters: Readonly<ConnectionCounters> | undefined;
}

interface Place {
  readonly host: string;
  /** That of the connection; without one, that of the options. */
  readonly transport: 'directtcp' | 'netbios';
  /** The address and port that the connection goes to. */
  readonly address: string | undefined;
  readonly port: number | undefined;
}

/** A snapshot of a share; not connected: before the first operation, after a loss, when idle. */
export interface Diagnostics extends ConnectionState {
  readonly server: Place & { readonly share: string };
  /** Files and folders held open on the server. */
  readonly openFiles: number;
  /** How often the share was entered anew after its connection had been lost. */
  readonly reconnects: number;
  /** How the last attempt to connect went, be it this connection's, a failed one, or one that is being made. */
  readonly steps: readonly ConnectStep[];
}

/** A snapshot of a connection that shares may have in common. */
export interface ConnectionDiagnostics extends ConnectionState {
  readonly server: Place;
  /** Who has logged on: `ann`, `DOMAIN\ann`, `guest`. */
  readonly user: string;
  /** File systems that use it. */
  readonly shares: number;
  readonly steps: readonly ConnectStep[];
}

/** A share, as far as it is looked at here. */
interface DiagnosedShare {
  readonly settings: ShareSettings;
  readonly tree: Tree | undefined;
  readonly steps: readonly ConnectStep[];
  readonly reconnects: number;
}

/** What the connection to a share is like now. */
export function diagnose({ settings, tree, steps, reconnects }: DiagnosedShare): Diagnostics {
  const connection = tree?.connection;
  return {
    ...stateOf(connection, tree?.protection),
    server: { ...placeOf(settings, connection), share: settings.share },
    openFiles: tree?.openCount ?? 0,
    reconnects,
    steps,
  };
}

/** What a session's connection is like now. */
export function diagnoseSession({ session, settings, users, steps }: ServerSession): ConnectionDiagnostics {
  return {
    ...stateOf(session?.connection, session?.protection),
    server: placeOf(settings, session?.connection),
    user: displayName(settings.identity),
    shares: users.size,
    steps,
  };
}

function placeOf({ host, ...settings }: ServerSettings, connection: Connection | undefined): Place {
  const { transport } = connection?.settings ?? settings;
  return { host, transport, address: connection?.remoteAddress, port: connection?.remotePort };
}

const NOTHING: ConnectionState = {
  connected: false,
  dialect: undefined,
  protection: undefined,
  signing: undefined,
  cipher: undefined,
  maxReadSize: undefined,
  maxWriteSize: undefined,
  credits: undefined,
  inFlight: 0,
  requests: [],
  bytes: undefined,
  counters: undefined,
};

function stateOf(connection: Connection | undefined, protection: Protection | undefined): ConnectionState {
  if (!connection) return NOTHING;
  const { negotiated, credits, inFlight, waiting, bytes, counters } = connection;
  return {
    connected: true,
    ...agreementOf(negotiated),
    protection,
    maxReadSize: negotiated.maxReadSize,
    maxWriteSize: negotiated.maxWriteSize,
    credits,
    inFlight,
    requests: waiting,
    bytes,
    counters: { ...counters },
  };
}
