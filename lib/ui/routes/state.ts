/** What the routes share: one for each server. */
import type { Connections, UiConnection } from '../connections.ts';
import type { Exchange } from '../exchange.ts';
import type { ConnectionForm } from '../protocol.ts';
import type { Tickets } from '../tickets.ts';

export interface Ui {
  readonly version: string;
  readonly idleMinutes: number;
  readonly connections: Connections;
  /** What the server was started with; the id is that of a connection, where it was enough for one. */
  readonly initial: { readonly form: ConnectionForm; readonly id: string | undefined } | undefined;
  readonly uploads: Tickets<Upload>;
  readonly downloads: Tickets<Download>;
  /** Begins to stop the server. */
  stop(): void;
}

export interface Upload {
  readonly connection: UiConnection;
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modified: number | undefined;
  readonly replace: boolean;
}

export interface Download {
  readonly connection: UiConnection;
  readonly path: string;
}

export type Route = (exchange: Exchange, ui: Ui) => Promise<void>;

export type ConnectionRoute = (exchange: Exchange, connection: UiConnection, ui: Ui) => Promise<void>;
