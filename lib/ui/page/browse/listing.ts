/** The folder that is shown: its entries as they come, their order, and which of them is the current one. */
import { batch, computed, signal } from '@preact/signals';
import type { ApiError, ListEvent, SpaceAnswer } from '../../protocol.ts';
import { askFor, askForLines, errorFrom } from '../api.ts';
import { connection } from '../connection/connection.ts';
import { announce } from '../parts/announcer.tsx';
import { formatCount } from '../parts/format.ts';
import { type Column, type Entry, entryOf, type Order, sorted } from './order.ts';
import { childOf } from './paths.ts';

export type ListingState = 'listing' | 'listed' | 'failed';

export const path = signal('/');
export const state = signal<ListingState>('listed');
export const error = signal<ApiError | undefined>(undefined);

/** In the order in which they came. */
const found = signal<readonly Entry[]>([]);

/** How many have come, while the rest of them is awaited. */
export const count = signal(0);

export const order = signal<Order>({ by: 'name', descending: false });
export const entries = computed(() => sorted(found.value, order.value));

const chosen = signal<string | undefined>(undefined);

/** The index of the current entry; -1: none. */
export const current = computed(() =>
  chosen.value === undefined ? -1 : entries.value.findIndex(({ name }) => name === chosen.value),
);
export const currentEntry = computed(() => entries.value[current.value]);

/** The current entry is told of beside the listing. */
export const isTold = signal(false);

/** Of the share, where the server says it. */
export const space = signal<SpaceAnswer | undefined>(undefined);

let stop = new AbortController();

/** The connection whose folder is shown. */
let shown: string | undefined;

/** Shows a folder; `name` becomes its current entry. */
export async function open(folder: string, name?: string): Promise<void> {
  const id = connection.value?.id;
  if (id === undefined) return;
  stop.abort();
  stop = new AbortController();
  const { signal } = stop;
  batch(() => {
    if (folder !== path.value || shown !== id) {
      found.value = [];
      isTold.value = false;
      chosen.value = undefined;
    }
    path.value = folder;
    state.value = 'listing';
    error.value = undefined;
    count.value = 0;
  });
  shown = id;
  try {
    await list(id, folder, name, signal);
    announce(`${formatCount(found.value.length, 'entry', 'entries')}`);
    space.value = await askFor<SpaceAnswer>(`connections/${id}/space`, { path: folder }, signal);
  } catch (reason) {
    if (signal.aborted) return;
    if (state.value === 'listing') {
      batch(() => {
        state.value = 'failed';
        error.value = errorFrom(reason);
        found.value = [];
      });
    } else {
      space.value = undefined; // Not every server says how much room there is.
    }
  }
}

/** The first ones are shown at once; the rest when all are there, as to sort them takes its time. */
async function list(id: string, folder: string, name: string | undefined, signal: AbortSignal): Promise<void> {
  const all: Entry[] = [];
  let sought = name;
  const show = (some: readonly Entry[]): void =>
    batch(() => {
      found.value = some;
      if (sought !== undefined) chosen.value = sought;
      sought = undefined;
    });
  for await (const { entries: some } of askForLines<ListEvent>(`connections/${id}/list`, { path: folder }, signal)) {
    for (const entry of some) all.push(entryOf(entry));
    if (found.value.length === 0) show(all.slice());
    count.value = all.length;
  }
  batch(() => {
    show(all);
    state.value = 'listed';
  });
}

/** Shows the folder as it is now. */
export function refresh(name?: string): Promise<void> {
  return open(path.value, name);
}

/** Shows the root of a connection that has not been shown yet. */
export function openConnection(): void {
  if (connection.value && connection.value.id !== shown) open('/');
}

/** Another entry becomes the current one. */
export function choose(index: number): void {
  chosen.value = entries.value[index]?.name;
}

/** By another column, or the other way round by the same one. */
export function orderBy(by: Column): void {
  order.value = { by, descending: order.value.by === by && !order.value.descending };
}

export function pathOf({ name }: Entry): string {
  return childOf(path.value, name);
}
