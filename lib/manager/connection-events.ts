/** What a connection manager tells of its connections: plain objects without secrets. */
import { type Channel, channel } from 'node:diagnostics_channel';
import type { Connection } from '../connection/connection.ts';
import { displayName } from '../session/session-settings.ts';
import type { Agreement } from './connect-steps.ts';
import type { ServerSettings } from './share-settings.ts';

/** Which connection it is about. */
export interface ConnectionInfo {
  readonly host: string;
  /** The address and port that the connection goes to. */
  readonly address: string;
  readonly port: number;
  readonly transport: 'directtcp' | 'netbios';
  /** Who has logged on: `ann`, `DOMAIN\ann`, `guest`. */
  readonly user: string;
}

/** A user has logged on over a new connection. */
export interface ConnectEvent extends ConnectionInfo, Agreement {
  /** How long it took. */
  readonly milliseconds: number;
}

/** As `ConnectEvent`, in place of a connection that was lost. */
export interface ReconnectEvent extends ConnectEvent {
  /** Milliseconds since it was lost. */
  readonly downtime: number;
}

/** A connection has ended. */
export interface DisconnectEvent extends ConnectionInfo {
  /** `idle`: not used for a while, or others needed the room; `closed`: on purpose; `lost`: by the server or the network. */
  readonly reason: 'idle' | 'closed' | 'lost';
  /** What it was lost by: `ECONNRESET`, `ETIMEDOUT`, `ERR_SMB_SECURITY`, ... */
  readonly code: string | undefined;
  readonly message: string | undefined;
}

/** The events of a connection manager, by name, with their arguments. They come when the thing has happened. */
export interface ConnectionManagerEvents {
  connect: [ConnectEvent];
  reconnect: [ReconnectEvent];
  disconnect: [DisconnectEvent];
}

/** Where the events of all managers can be heard too. */
export const CHANNELS: Readonly<Record<keyof ConnectionManagerEvents, Channel>> = {
  connect: channel('smbfs:connect'),
  reconnect: channel('smbfs:reconnect'),
  disconnect: channel('smbfs:disconnect'),
};

/** Which connection it is, for events about it. */
export function connectionInfo({ host, identity }: ServerSettings, connection: Connection): ConnectionInfo {
  const { remoteAddress, remotePort, settings } = connection;
  const { transport } = settings;
  return { host, address: remoteAddress, port: remotePort, transport, user: displayName(identity) };
}
