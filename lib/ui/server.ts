/** The server of the configuration page: on this machine alone, for whoever has the token, until it is asked to stop or idle. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SmbFsOptions } from '../index.ts';
import { type Asset, loadAssets } from './assets.ts';
import { Connections } from './connections.ts';
import { Exchange } from './exchange.ts';
import { UiError } from './failures.ts';
import { formOf } from './form.ts';
import { Guard } from './guard.ts';
import { SECURITY_HEADERS } from './headers.ts';
import { IdleWatch } from './idle-watch.ts';
import type { Ui } from './routes/state.ts';
import { dispatch } from './routes/table.ts';
import { Tickets } from './tickets.ts';

export interface UiOptions {
  /** Of this package, for the page to show. */
  readonly version: string;
  /** 0: any free one. */
  readonly port: number;
  /** Minutes without a request after which the server stops. Default: 15. */
  readonly idleMinutes?: number;
  /** What the form starts with. */
  readonly initial?: SmbFsOptions | undefined;
  /** The folder of the page's files. Default: where the package has them. */
  readonly page?: string;
  /** Stops the server when it aborts. */
  readonly signal?: AbortSignal;
}

export interface RunningUi {
  /** Where the page is; whoever has it may do everything that the page can. */
  readonly url: string;
  /** The same without the token. */
  readonly origin: string;
  readonly port: number;
  readonly token: string;
  /** Resolves when the server has stopped, for whatever reason. */
  readonly closed: Promise<void>;
  /** Stops at once what runs, cleans up, and leaves all shares. */
  close(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';
const DEFAULT_IDLE_MINUTES = 15;
const MAX_CLIENTS = 100;

/** Milliseconds. */
const HEADERS_TIMEOUT = 10_000;
const MINUTE = 60_000;
/** That what runs may take to clean up when the server stops. */
const PATIENCE = 5000;

/** Bytes. */
const MAX_HEADERS = 16 * 1024;

/** Rejects when the page has not been built, and when the port is taken. */
export async function startUi(options: UiOptions): Promise<RunningUi> {
  options.signal?.throwIfAborted();
  const assets = loadAssets(options.page);
  const http = createServer({
    headersTimeout: HEADERS_TIMEOUT,
    // An upload takes as long as it takes: whoever is silent for too long is hung up on one by one.
    requestTimeout: 0,
    maxHeaderSize: MAX_HEADERS,
  });
  http.maxConnections = MAX_CLIENTS;
  http.listen(options.port, LOOPBACK);
  await once(http, 'listening');
  return new UiServer(http, assets, options);
}

/** Whether there is a user, and what the server wants to know of one. */
function isComplete({ username, password, guest, anonymous }: SmbFsOptions): boolean {
  return guest === true || anonymous === true || (username !== undefined && password !== undefined);
}

class UiServer implements RunningUi {
  readonly port: number;
  readonly token: string;
  readonly origin: string;
  readonly url: string;
  readonly closed: Promise<void>;
  readonly #http: Server;
  readonly #assets: ReadonlyMap<string, Asset>;
  readonly #guard: Guard;
  readonly #idle: IdleWatch;
  readonly #ui: Ui;
  readonly #stopped = new AbortController();
  /** Requests that are being worked on. */
  readonly #working = new Set<Promise<void>>();

  constructor(http: Server, assets: ReadonlyMap<string, Asset>, options: UiOptions) {
    const { version, idleMinutes = DEFAULT_IDLE_MINUTES, initial, signal } = options;
    const connections = new Connections();
    const stop = (): void => void this.close();
    this.port = (http.address() as AddressInfo).port;
    this.#http = http;
    this.#assets = assets;
    this.#guard = new Guard(this.port);
    this.token = this.#guard.token;
    this.origin = `http://${LOOPBACK}:${this.port}`;
    // What stands behind the # is for the browser alone: it is not sent to anybody.
    this.url = `${this.origin}/#${this.token}`;
    this.closed = new Promise((resolve) => http.once('close', resolve));
    this.#idle = new IdleWatch(idleMinutes * MINUTE, stop);
    this.#ui = {
      ...{ version, idleMinutes, connections, stop },
      initial: initial && { form: formOf(initial), id: isComplete(initial) ? connections.add(initial).id : undefined },
      uploads: new Tickets(),
      downloads: new Tickets(),
    };
    http.on('request', (request: IncomingMessage, response: ServerResponse) => this.#take(request, response));
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted) stop();
  }

  async close(): Promise<void> {
    if (!this.#stopped.signal.aborted) {
      this.#idle.stop();
      this.#stopped.abort();
      this.#http.close();
      const { connections } = this.#ui;
      const patience = setTimeout(() => connections.destroy(), PATIENCE);
      await Promise.all(this.#working);
      clearTimeout(patience);
      await connections.close();
      this.#http.closeAllConnections();
    }
    await this.closed;
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    const exchange = new Exchange(request, response, this.#stopped.signal);
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    const work = this.#answer(exchange).catch((error: unknown) => exchange.fail(error));
    this.#working.add(work);
    work.finally(() => this.#working.delete(work));
  }

  async #answer(exchange: Exchange): Promise<void> {
    const { request } = exchange;
    this.#guard.checkHost(request);
    const url = request.url ?? '';
    if (url.startsWith('/api/')) return this.#idle.during(dispatch(exchange, this.#guard, this.#ui));
    const asset = this.#assets.get(url.replace(/\?.*$/s, ''));
    if (!asset || !['GET', 'HEAD'].includes(request.method ?? '')) {
      throw new UiError('ERR_UI_NOT_FOUND', 'there is nothing here');
    }
    const { response } = exchange;
    response.writeHead(200, { 'Content-Type': asset.type, 'Content-Length': asset.content.length });
    response.end(request.method === 'HEAD' ? undefined : asset.content);
  }
}
