/** The beginning of a text, or a picture: of the entry that is told of. */
import { effect, signal } from '@preact/signals';
import type { ApiError, PreviewAnswer } from '../../protocol.ts';
import { ask, errorFrom } from '../api.ts';
import { connection } from '../connection/connection.ts';
import { currentEntry, isTold, pathOf } from './listing.ts';
import { isFolder } from './order.ts';

export type Preview =
  | PreviewAnswer
  | { readonly kind: 'image'; readonly url: string }
  | { readonly kind: 'asking' }
  | { readonly kind: 'failed'; readonly error: ApiError };

/** Nobody who walks on at once wants to see anything. */
const STILL_MS = 150;

/** Undefined for what has none. */
export const preview = signal<Preview | undefined>(undefined);

effect(() => {
  const entry = currentEntry.value;
  const id = connection.value?.id;
  preview.value = undefined;
  if (!isTold.value || id === undefined || !entry || isFolder(entry)) return;
  const path = pathOf(entry);
  preview.value = { kind: 'asking' };
  const stop = new AbortController();
  let picture = '';
  const timer = setTimeout(async () => {
    const found = await look(`connections/${id}/preview`, path, stop.signal);
    if (found.kind === 'image') picture = found.url;
    if (stop.signal.aborted) URL.revokeObjectURL(picture);
    else preview.value = found;
  }, STILL_MS);
  return () => {
    clearTimeout(timer);
    stop.abort();
    URL.revokeObjectURL(picture);
  };
});

async function look(route: string, path: string, signal: AbortSignal): Promise<Preview> {
  try {
    const response = await ask(route, { path }, signal);
    if (!response.headers.get('content-type')?.startsWith('image/')) return (await response.json()) as PreviewAnswer;
    return { kind: 'image', url: URL.createObjectURL(await response.blob()) };
  } catch (error) {
    return { kind: 'failed', error: errorFrom(error) };
  }
}
