/** The local end of a transfer. */
import * as fs from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Entry, entryOf, type Side } from './side.ts';

/** Entries that are looked at side by side: the thread pool is no larger, but it should not run dry. */
const BATCH = 64;

/** Names that Windows keeps for devices, with any extension. */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;

/** What no name on Windows may hold; `:` would reach an alternate stream, `\` another folder. */
const FORBIDDEN_ON_WINDOWS = /[\p{Cc}"*:<>?\\|]|[ .]$/u;

export const localSide: Side = {
  fs,
  writesSmallAtOnce: false,
  writeDated,
  list,
  join,
  parent: dirname,
  nameFault: (name) => localNameFault(name, process.platform),
  show: (path) => path,
};

/** Why a name that a server has sent cannot be used for a file on `platform`. */
export function localNameFault(name: string, platform: NodeJS.Platform): string | undefined {
  if (name === '' || name === '.' || name === '..' || name.includes('/') || name.includes('\0')) {
    return 'it is no name of a file';
  }
  if (platform !== 'win32') return undefined;
  if (FORBIDDEN_ON_WINDOWS.test(name)) return 'it holds what Windows does not allow in a name';
  return DEVICE.test(name) ? 'it is the name of a device on Windows' : undefined;
}

async function writeDated(path: string, data: Buffer, mtime: number): Promise<void> {
  await fs.writeFile(path, data);
  await fs.utimes(path, mtime / 1000, mtime / 1000);
}

async function* list(folder: string): AsyncGenerator<Entry, void, undefined> {
  let names: string[] = [];
  for await (const { name } of await fs.opendir(folder, { bufferSize: BATCH })) {
    names.push(name);
    if (names.length < BATCH) continue;
    yield* await look(folder, names);
    names = [];
  }
  yield* await look(folder, names);
}

async function look(folder: string, names: readonly string[]): Promise<Entry[]> {
  return Promise.all(names.map(async (name) => entryOf(name, await fs.lstat(join(folder, name)))));
}
