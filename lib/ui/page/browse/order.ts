/** The order of a listing: folders first, then by a column. */
import type { ListedEntry } from '../../protocol.ts';

export interface Entry {
  readonly name: string;
  readonly kind: ListedEntry[1];
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
  readonly readOnly: boolean;
}

export type Column = 'name' | 'size' | 'modified';

export interface Order {
  readonly by: Column;
  readonly descending: boolean;
}

const collator = new Intl.Collator(undefined, { numeric: true });

export function entryOf([name, kind, size, modified, readOnly]: ListedEntry): Entry {
  return { name, kind, size, modified, readOnly };
}

/** The entries in order, names as people count them: `2` before `10`. */
export function sorted(entries: readonly Entry[], { by, descending }: Order): Entry[] {
  const sign = descending ? -1 : 1;
  const names = (a: Entry, b: Entry): number => collator.compare(a.name, b.name);
  const column = by === 'name' ? names : (a: Entry, b: Entry): number => a[by] - b[by] || names(a, b);
  return entries.toSorted((a, b) => Number(isFolder(b)) - Number(isFolder(a)) || sign * column(a, b));
}

export function isFolder({ kind }: Entry): boolean {
  return kind === 'directory';
}
