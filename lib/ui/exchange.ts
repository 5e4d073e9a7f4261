/** A request and its answer. */
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { apiErrorOf, statusOf, UiError } from './failures.ts';
import { Fields } from './fields.ts';
import type { ErrorBody, StreamEnd } from './protocol.ts';

/** Bytes of a JSON body: a form with long texts. */
const MAX_BODY = 256 * 1024;

/** Milliseconds that a JSON body may take to come. */
const BODY_PATIENCE = 10_000;

export class Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Aborts when the client hangs up before it has its answer, and when the server stops. */
  readonly signal: AbortSignal;

  constructor(request: IncomingMessage, response: ServerResponse, stopped: AbortSignal) {
    const gone = new AbortController();
    response.once('close', () => {
      if (!response.writableFinished) gone.abort();
    });
    this.request = request;
    this.response = response;
    this.signal = AbortSignal.any([stopped, gone.signal]);
  }

  /** The body, which must be a JSON object; node lets nothing come behind the length that was told. */
  async fields(): Promise<Fields> {
    const { request, signal } = this;
    if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) {
      throw new UiError('ERR_UI_REQUEST', 'the body must be application/json');
    }
    const length = request.headers['content-length'];
    if (length === undefined) throw new UiError('ERR_UI_REQUEST', 'the length of the body must be told');
    if (Number(length) > MAX_BODY) throw new UiError('ERR_UI_TOO_LARGE', `a body has ${MAX_BODY} bytes at most`);
    const giveUp = (): void => void request.destroy();
    const timer = setTimeout(giveUp, BODY_PATIENCE);
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      return new Fields(parseJson(await text(request)));
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
    }
  }

  /** A JSON answer, or an empty one. */
  answer(status: number, body?: unknown): void {
    const { response } = this;
    if (body === undefined) {
      response.writeHead(status).end();
    } else {
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
    }
  }

  /** Answers with the error; a client that has the beginning of another answer already is hung up on. */
  fail(error: unknown, where?: { readonly host?: string; readonly share?: string }): void {
    const { request, response } = this;
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return;
    }
    for (const name of ['Content-Type', 'Content-Length', 'Content-Disposition']) response.removeHeader(name);
    // The rest of a body that was not read would be taken for the next request.
    if (!request.complete) response.setHeader('Connection', 'close');
    this.answer(statusOf(error), { error: apiErrorOf(error, where) } satisfies ErrorBody);
  }

  /** Answers with a line for each event, as they come and as fast as they are read, and then how it ended. */
  async lines<Event>(
    events: AsyncIterable<Event>,
    where?: { readonly host?: string; readonly share?: string },
  ): Promise<void> {
    const { response, signal } = this;
    response.writeHead(200, { 'Content-Type': 'application/x-ndjson' });
    let end: StreamEnd = { end: true };
    try {
      for await (const event of events) await this.#line(event);
    } catch (error) {
      // Nobody listens any more.
      if (signal.aborted) return void response.destroy();
      end = { error: apiErrorOf(error, where) };
    }
    response.end(`${JSON.stringify(end)}\n`);
  }

  async #line(value: unknown): Promise<void> {
    const { response, signal } = this;
    signal.throwIfAborted();
    if (!response.write(`${JSON.stringify(value)}\n`)) await once(response, 'drain', { signal });
  }
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new UiError('ERR_UI_REQUEST', 'the body is no JSON');
  }
}
