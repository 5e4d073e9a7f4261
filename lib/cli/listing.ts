/** What lies in a folder on a share, entry by entry, in the wanted order. */
import type { Stats } from 'node:fs';
import { join } from 'node:path/posix';
import type { SmbFs } from '../index.ts';

export const SORTS = ['name', 'size', 'time', 'none'] as const;
export type Sort = (typeof SORTS)[number];

export interface ListingOptions {
  /** What lies in the folders below, each behind the folder that it is in. */
  readonly recursive: boolean;
  /** Names that begin with a period too. */
  readonly all: boolean;
  /** By name; the largest first; the newest first; or as the server lists them, which needs no memory. */
  readonly sort: Sort;
  readonly reverse: boolean;
}

export interface Listed {
  /** Relative to the folder that is listed. */
  readonly name: string;
  /** From the root of the share. */
  readonly path: string;
  readonly stats: Stats;
}

const ORDERS: Readonly<Record<Exclude<Sort, 'none'>, (one: Listed, other: Listed) => number>> = {
  name: byName,
  size: (one, other) => other.stats.size - one.stats.size || byName(one, other),
  time: (one, other) => other.stats.mtimeMs - one.stats.mtimeMs || byName(one, other),
};

/** Lists a folder. */
export async function* listFolder(
  smb: SmbFs,
  folder: string,
  options: ListingOptions,
  prefix = '',
): AsyncGenerator<Listed, void, undefined> {
  for await (const entry of ordered(entriesOf(smb, folder, options, prefix), options)) {
    yield entry;
    if (options.recursive && entry.stats.isDirectory()) {
      yield* listFolder(smb, entry.path, options, `${entry.name}/`);
    }
  }
}

async function* entriesOf(
  smb: SmbFs,
  folder: string,
  { all }: ListingOptions,
  prefix: string,
): AsyncGenerator<Listed, void, undefined> {
  for await (const { name, stats } of await smb.opendir(folder, { withStats: true })) {
    if (all || !name.startsWith('.')) yield { name: prefix + name, path: join(folder, name), stats };
  }
}

async function* ordered(
  entries: AsyncIterable<Listed>,
  { sort, reverse }: ListingOptions,
): AsyncGenerator<Listed, void, undefined> {
  if (sort === 'none') return yield* entries;
  const found: Listed[] = [];
  for await (const entry of entries) found.push(entry);
  found.sort(ORDERS[sort]);
  yield* reverse ? found.reverse() : found;
}

function byName(one: Listed, other: Listed): number {
  if (one.name === other.name) return 0;
  return one.name < other.name ? -1 : 1;
}
