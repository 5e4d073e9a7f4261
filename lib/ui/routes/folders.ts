/** Routes that look at folders and change what is in them. */
import type { Stats } from 'node:fs';
import { normalize } from 'node:path/posix';
import type { SmbFs } from '../../index.ts';
import { nameTaken, UiError } from '../failures.ts';
import type { ListEvent, ListedEntry, SpaceAnswer } from '../protocol.ts';
import type { ConnectionRoute } from './state.ts';

/** Entries in the first line, which shall be there soon, and in those after it. */
const FIRST_BATCH = 500;
const BATCH = 5000;

export const list: ConnectionRoute = async (exchange, { smb, where }) => {
  const path = (await exchange.fields()).path();
  await exchange.lines(listing(smb, path), where);
};

async function* listing(smb: SmbFs, path: string): AsyncGenerator<ListEvent, void, undefined> {
  let entries: ListedEntry[] = [];
  let most = FIRST_BATCH;
  for await (const { name, stats } of await smb.opendir(path, { withStats: true })) {
    entries.push([name, kindOf(stats), stats.size, stats.mtimeMs, (stats.mode & 0o200) === 0]);
    if (entries.length < most) continue;
    yield { entries };
    entries = [];
    most = BATCH;
  }
  yield { entries };
}

function kindOf(stats: Stats): ListedEntry[1] {
  return stats.isDirectory() ? 'directory' : stats.isSymbolicLink() ? 'symlink' : 'file';
}

export const space: ConnectionRoute = async (exchange, { smb }) => {
  const { bsize, blocks, bavail } = await smb.statfs((await exchange.fields()).path());
  exchange.answer(200, { total: blocks * bsize, available: bavail * bsize } satisfies SpaceAnswer);
};

export const mkdir: ConnectionRoute = async (exchange, { smb }) => {
  await smb.mkdir((await exchange.fields()).path());
  exchange.answer(204);
};

export const rename: ConnectionRoute = async (exchange, { smb }) => {
  const fields = await exchange.fields();
  const [from, to] = [fields.path('from'), fields.path('to')];
  await checkFree(smb, to, from);
  await smb.rename(from, to);
  exchange.answer(204);
};

export const remove: ConnectionRoute = async (exchange, { smb }) => {
  const fields = await exchange.fields();
  const path = fields.path();
  if (normalize(path) === '/') throw new UiError('ERR_UI_REQUEST', 'the folder that the page shows cannot be removed');
  const recursive = fields.flag('recursive');
  const isFolder = (await smb.lstat(path)).isDirectory();
  if (!isFolder) await smb.unlink(path);
  else if (recursive) await smb.rm(path, { recursive, signal: exchange.signal });
  else await smb.rmdir(path);
  exchange.answer(204);
};

/**
 * Throws EEXIST for a name that is taken, be it only since a moment ago: what is done with it afterwards may replace it. That it
 * is the name of `self` is no hindrance: where case does not count, names that differ in case are one.
 */
export async function checkFree(smb: SmbFs, path: string, self?: string): Promise<void> {
  const taken = await inodeOf(smb, path);
  if (taken === undefined) return;
  if (self !== undefined && path !== self && taken === (await inodeOf(smb, self))) return;
  throw nameTaken(path);
}

async function inodeOf(smb: SmbFs, path: string): Promise<bigint | undefined> {
  try {
    return (await smb.lstat(path, { bigint: true })).ino;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
