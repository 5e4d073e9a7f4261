/** Requests to the server of this page: the token with each, and answers as they come. */
import { signal } from '@preact/signals';
import type { ApiError, ErrorBody, StreamEnd } from '../protocol.ts';

/** An answer that says what went wrong. */
export class ApiFailure extends Error {
  readonly error: ApiError;

  constructor(error: ApiError) {
    super(error.message);
    this.error = error;
  }
}

/** Why nothing can be asked any more: the server has stopped, or takes this page for a stranger. */
export const outOfReach = signal<'stopped' | 'token' | undefined>(undefined);

const KEY = 'smbfs-token';
const TOKEN = /^#([\w-]{40,})$/;

const token = takeToken();

/** The token is out of the address bar before anything else happens; a reload finds it in the memory of this tab. */
function takeToken(): string {
  const [, found] = TOKEN.exec(location.hash) ?? [];
  if (found === undefined) return sessionStorage.getItem(KEY) ?? '';
  sessionStorage.setItem(KEY, found);
  history.replaceState(null, '', location.pathname);
  return found;
}

/** An address with a new token, in the place of this one. */
addEventListener('hashchange', () => {
  if (TOKEN.test(location.hash)) location.reload();
});

/** The answer to a request, when it is a good one; throws an ApiFailure otherwise, and what `fetch` throws when it is aborted. */
export async function ask(route: string, body: object, signal?: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(`/api/${route}`, {
      method: 'POST',
      signal: signal ?? null,
      headers: { 'content-type': 'application/json', ...authorization() },
      body: JSON.stringify(body),
    });
  } catch (error) {
    throw signal?.aborted ? error : lost();
  }
  if (!response.ok) throw new ApiFailure(await errorOf(response));
  return response;
}

/** The same, for an answer in JSON. */
export async function askFor<T>(route: string, body: object, signal?: AbortSignal): Promise<T> {
  return (await (await ask(route, body, signal)).json()) as T;
}

/** The lines of an answer as they come. Throws an ApiFailure where they end with an error, or too early. */
export async function* askForLines<T extends object>(
  route: string,
  body: object,
  signal: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  const response = await ask(route, body, signal);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const part = await reader?.read().catch((error: unknown) => {
      throw signal.aborted ? error : lost();
    });
    if (part === undefined || part.done) break;
    const lines = (rest + part.value).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const value = JSON.parse(line) as T | StreamEnd;
      if (isOnlyError(value)) throw new ApiFailure(value.error);
      if ('end' in value) return;
      yield value as T;
    }
  }
  throw lost();
}

/** Sends a file to the place that a ticket names, telling how far it has come. */
export function sendFile(
  url: string,
  file: Blob,
  { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress: (sent: number) => void },
): Promise<void> {
  return new Promise((resolve, reject) => {
    // fetch tells nothing of what it has sent.
    const request = new XMLHttpRequest();
    request.open('PUT', url);
    for (const [name, value] of Object.entries(authorization())) request.setRequestHeader(name, value);
    const abort = (): void => request.abort();
    request.upload.onprogress = ({ loaded }) => onProgress(loaded);
    request.onabort = () => reject(signal.reason);
    request.onerror = () => reject(new ApiFailure({ message: 'the connection to smbfs was cut' }));
    request.onload = () => {
      if (request.status < 300) resolve();
      else reject(new ApiFailure(errorIn(request.responseText)));
    };
    request.onloadend = () => signal.removeEventListener('abort', abort);
    signal.addEventListener('abort', abort, { once: true });
    request.send(file);
  });
}

/** What went wrong, as it is shown. */
export function errorFrom(reason: unknown): ApiError {
  return reason instanceof ApiFailure ? reason.error : { message: String(reason) };
}

/** A line of an answer may tell of an error beside other things; one that ends it tells of nothing else. */
function isOnlyError(value: object): value is ErrorBody {
  return 'error' in value && Object.keys(value).length === 1;
}

function authorization(): { readonly authorization: string } {
  return { authorization: `Bearer ${token}` };
}

async function errorOf(response: Response): Promise<ApiError> {
  if (response.status === 401) outOfReach.value = 'token';
  return errorIn(await response.text());
}

function errorIn(text: string): ApiError {
  return (JSON.parse(text) as ErrorBody).error;
}

function lost(): ApiFailure {
  outOfReach.value = 'stopped';
  return new ApiFailure({ message: 'smbfs does not answer any more' });
}
