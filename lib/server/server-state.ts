/** What all connections of a server share.  [MS-SMB2] 3.3.1.5 */
import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { FileId } from '../wire/file-id.ts';
import type { ServerEvents } from './events.ts';
import { Faults } from './faults.ts';
import { Volume } from './files/volume.ts';
import type { Negotiated } from './protocol/negotiated.ts';
import type { ServerSession } from './protocol/server-session.ts';
import type { ServerSettings } from './server-options.ts';
import { type DiskShare, IPC_SHARE, type Share } from './share.ts';

/** A connection as the server sees it. */
export interface ServedConnection {
  /** Drops it now. */
  destroy(error?: Error): void;
  /** Settles when the connection is gone and all that it held is closed. */
  readonly finished: Promise<void>;
}

/** A session, and the one connection that it belongs to. */
export interface RegisteredSession {
  readonly session: ServerSession;
  /** What its connection has negotiated. */
  readonly negotiated: Negotiated | undefined;
  /** Takes the session from its connection and closes what it holds. */
  readonly end: () => Promise<void>;
}

export class ServerState {
  readonly settings: ServerSettings;
  readonly guid: Buffer = randomBytes(16);
  readonly events: EventEmitter<ServerEvents> = new EventEmitter();
  readonly faults: Faults;
  readonly connections: Set<ServedConnection> = new Set();
  readonly sessions: Map<bigint, RegisteredSession> = new Map();
  #lastFileId = 0n;
  readonly #volumes: ReadonlyMap<DiskShare, Volume>;
  /** By name in small letters. */
  readonly #shares: ReadonlyMap<string, Share>;

  constructor(settings: ServerSettings) {
    this.settings = settings;
    const ipc: Share = { kind: 'pipe', name: IPC_SHARE, comment: 'IPC Service' };
    const shares: Share[] = [...settings.shares, ipc];
    this.#shares = new Map(shares.map((share) => [share.name.toLowerCase(), share]));
    this.#volumes = new Map(settings.shares.map((share) => [share, new Volume(share)]));
    this.faults = new Faults({
      expireSessions: () => {
        for (const { session } of this.sessions.values()) session.expired = true;
      },
      disconnectAll: () => {
        for (const connection of [...this.connections]) connection.destroy();
      },
    });
  }

  /** All shares, IPC$ among them. */
  get shares(): Iterable<Share> {
    return this.#shares.values();
  }

  /** The share of that name, in whatever case. */
  share(name: string): Share | undefined {
    return this.#shares.get(name.toLowerCase());
  }

  /** What all connections have in common of a share. */
  volume(share: DiskShare): Volume {
    const volume = this.#volumes.get(share);
    if (!volume) throw new TypeError(`${share.name} is no share of this server`);
    return volume;
  }

  /** Drops every connection, and waits until all that they held is closed. */
  async disconnectAll(): Promise<void> {
    const connections = [...this.connections];
    this.faults.disconnectAll();
    await Promise.all(connections.map((connection) => connection.finished));
  }

  /** A FileId that no open has had: its volatile half counts, the persistent one cannot be guessed. */
  newFileId(): FileId {
    this.#lastFileId++;
    return { persistent: randomBytes(8).readBigUInt64LE(), volatile: this.#lastFileId };
  }

  /** A SessionId that no session has. */
  newSessionId(): bigint {
    for (;;) {
      const sessionId = randomBytes(8).readBigUInt64LE();
      if (sessionId !== 0n && sessionId !== 0xffff_ffff_ffff_ffffn && !this.sessions.has(sessionId)) return sessionId;
    }
  }
}
