/** The end of a transfer that is on a share. */
import { dirname, join } from 'node:path/posix';
import type { SmbFs } from '../../index.ts';
import { type Entry, entryOf, type Side } from './side.ts';

/** `show` makes of a path what users are shown. */
export function shareSide(smb: SmbFs, show: (path: string) => string): Side {
  return {
    fs: smb.promises,
    // The server acts on complete requests alone, and a small file is one.
    writesSmallAtOnce: true,
    // One round trip, where writing and dating would be two.
    writeDated: (path, data, mtime) => smb.writeFile(path, data, { mtime: mtime / 1000 }),
    list: (folder) => list(smb, folder),
    join,
    parent: dirname,
    // What SMB forbids is mapped by the library, which refuses the rest.
    nameFault: () => undefined,
    show,
  };
}

async function* list(smb: SmbFs, folder: string): AsyncGenerator<Entry, void, undefined> {
  for await (const { name, stats } of await smb.opendir(folder, { withStats: true })) yield entryOf(name, stats);
}
