/** Which request goes where, and what it has to show before. */
import type { UiConnection } from '../connections.ts';
import type { Exchange } from '../exchange.ts';
import { UiError } from '../failures.ts';
import type { Guard } from '../guard.ts';
import { list, mkdir, remove, rename, space } from './folders.ts';
import { preview } from './preview.ts';
import { alive, connect, describe, forget, info, parseUrl, shares, start, stop } from './setting-up.ts';
import type { ConnectionRoute, Route, Ui } from './state.ts';
import { askDownload, askUpload, receive, send } from './transfers.ts';
import { compare, test } from './trying.ts';

/** All of them POST. */
const ROUTES: ReadonlyMap<string, Route> = new Map([
  ['start', start],
  ['alive', alive],
  ['stop', stop],
  ['parse-url', parseUrl],
  ['describe', describe],
  ['shares', shares],
  ['connections', connect],
]);

/** On a connection, `connections/ID/list`, all of them POST; the empty name is the connection itself. */
const CONNECTION_ROUTES: ReadonlyMap<string, ConnectionRoute> = new Map([
  ['', info],
  ['test', test],
  ['compare', compare],
  ['list', list],
  ['space', space],
  ['mkdir', mkdir],
  ['rename', rename],
  ['remove', remove],
  ['preview', preview],
  ['upload', askUpload],
  ['download', askDownload],
]);

/** What is to be done for a request. Throws where its sender may not ask for it, or for what is not there. */
export function dispatch(exchange: Exchange, guard: Guard, ui: Ui): () => Promise<void> {
  const { request } = exchange;
  const [, kind = '', id = '', verb = '', ...rest] = new URL(request.url ?? '', 'http://host').pathname
    .slice('/api'.length)
    .split('/');
  if (request.method === 'GET' && kind === 'download' && verb === '') {
    guard.checkNavigation(request);
    const download = ui.downloads.redeem(id);
    return () => send(exchange, download);
  }
  guard.checkOrigin(request);
  guard.checkToken(request);
  if (request.method === 'PUT' && kind === 'upload' && verb === '') {
    const upload = ui.uploads.redeem(id);
    return () => receive(exchange, upload);
  }
  if (kind === 'connections' && id !== '' && rest.length === 0) {
    const connection = ui.connections.get(id);
    const route = request.method === 'DELETE' && verb === '' ? forget : CONNECTION_ROUTES.get(verb);
    if (route && (request.method === 'POST' || route === forget)) {
      return () => onConnection(exchange, route, connection, ui);
    }
  }
  const route = ROUTES.get(kind);
  if (request.method === 'POST' && route && id === '') return () => route(exchange, ui);
  throw new UiError('ERR_UI_NOT_FOUND', 'there is nothing here');
}

/** What fails on the way to a share is told in its name. */
async function onConnection(
  exchange: Exchange,
  route: ConnectionRoute,
  connection: UiConnection,
  ui: Ui,
): Promise<void> {
  try {
    await route(exchange, connection, ui);
  } catch (error) {
    exchange.fail(error, connection.where);
  }
}
