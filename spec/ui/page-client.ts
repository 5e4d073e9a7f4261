/** Asks a page's server as a browser does, and as browsers and others should not. */
import { once } from 'node:events';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import * as assert from 'uvu/assert';
import type { SmbFsOptions } from '../../lib/index.ts';
import type { ConnectionForm, ConnectionInfo, ErrorBody, StartAnswer, TicketAnswer } from '../../lib/ui/protocol.ts';
import { type RunningUi, startUi, type UiOptions } from '../../lib/ui/server.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly content: Buffer;
  /** The content as JSON. */
  json<T>(): T;
}

export interface Question {
  readonly method?: string;
  /** Replaces headers that a page sends; undefined leaves one out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string | Buffer;
}

/** A server whose page is a few lines of no use. */
export async function startPage(options: Partial<UiOptions> = {}): Promise<PageClient> {
  const page = await mkdtemp(join(tmpdir(), 'page-'));
  await writeFile(join(page, 'index.html'), '<!doctype html>');
  await writeFile(join(page, 'app.js'), 'export {};');
  await writeFile(join(page, 'notes.txt'), 'no part of the page');
  return new PageClient(await startUi({ version: '1.2.3', port: 0, page, ...options }));
}

export class PageClient {
  readonly ui: RunningUi;
  /** All that was answered as text, to look for secrets in. */
  readonly heard: string[] = [];

  constructor(ui: RunningUi) {
    this.ui = ui;
  }

  /** A request under way. */
  open(path: string, { method = 'POST', headers = {}, body }: Question = {}): ClientRequest {
    const { port, origin, token } = this.ui;
    const sent: Record<string, string | undefined> = {
      Origin: origin,
      Authorization: `Bearer ${token}`,
      ...(typeof body === 'string' && { 'Content-Type': 'application/json' }),
      ...(body !== undefined && { 'Content-Length': `${Buffer.byteLength(body)}` }),
      ...headers,
    };
    const given = Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined));
    return request({ host: '127.0.0.1', port, path, method, headers: given as Record<string, string>, agent: false });
  }

  async ask(path: string, question: Question = {}): Promise<Answer> {
    const asked = this.open(path, question);
    asked.end(question.body);
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    const content = await buffer(answer);
    this.heard.push(JSON.stringify(answer.headers), content.toString());
    return {
      status: answer.statusCode ?? 0,
      headers: answer.headers,
      content,
      json: <T>() => JSON.parse(content.toString()) as T,
    };
  }

  post(route: string, body: object = {}): Promise<Answer> {
    return this.ask(`/api/${route}`, { body: JSON.stringify(body) });
  }

  /** Posts, and fails unless it succeeds. */
  async get<T>(route: string, body: object = {}): Promise<T> {
    const answer = await this.post(route, body);
    assert.ok(answer.status < 300, `${route}: ${answer.status} ${answer.content}`);
    return answer.status === 204 ? (undefined as T) : answer.json<T>();
  }

  /** Posts what must be refused: its status and its error. */
  async refused(route: string, body: object = {}): Promise<{ readonly status: number } & ErrorBody> {
    const answer = await this.post(route, body);
    assert.ok(answer.status >= 400, `${route}: ${answer.status}`);
    return { status: answer.status, ...answer.json<ErrorBody>() };
  }

  /** The events of a stream of lines, and its end. */
  async lines<T>(route: string, body: object = {}): Promise<{ events: T[]; end: unknown }> {
    const { content, headers } = await this.post(route, body);
    assert.is(headers['content-type'], 'application/x-ndjson');
    const events = `${content}`
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    return { end: events.pop(), events };
  }

  /** The empty form with these fields. */
  async form(fields: Partial<ConnectionForm> = {}): Promise<ConnectionForm> {
    return { ...(await this.get<StartAnswer>('start')).form, ...fields };
  }

  /** Sets up a connection; its routes begin with what resolves. */
  async connect(fields: Partial<ConnectionForm>): Promise<string> {
    const { id } = await this.get<ConnectionInfo>('connections', { form: await this.form(fields) });
    return `connections/${id}`;
  }

  /** Sends a file as a page does, and fails unless it succeeds. */
  async upload(
    connection: string,
    file: { path: string; modified?: number; replace?: boolean },
    content: Buffer,
  ): Promise<void> {
    const { url } = await this.get<TicketAnswer>(`${connection}/upload`, { ...file, size: content.length });
    const { status, content: said } = await this.ask(url, { method: 'PUT', body: content });
    assert.is(status, 201, `${said}`);
  }

  /** Follows a link to a file as a browser does. */
  async download(connection: string, path: string): Promise<Answer> {
    const { url } = await this.get<TicketAnswer>(`${connection}/download`, { path });
    return this.ask(url, { method: 'GET', headers: { Origin: undefined, Authorization: undefined } });
  }
}

/** The fields that lead ann to a share. */
export function fieldsFor(url: string, options: SmbFsOptions = {}): Partial<ConnectionForm> {
  const { hostname, port, pathname } = new URL(url);
  const { transport = 'directtcp', password = 's3cret' } = options;
  return { server: hostname, port, share: pathname.slice(1), username: 'ann', password, transport };
}
