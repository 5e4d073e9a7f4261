/** libsmb2, another library in C, through a small program that is compiled where its development files are installed. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeTemporaryFolder } from '../temporary-folder.ts';
import { DIRECT, execute, type Peer, runProgram } from './peer.ts';

const SOURCE = fileURLToPath(new URL('./programs/libsmb2.c', import.meta.url));

export function makeLibsmb2(): Peer {
  const program = join(makeTemporaryFolder(tmpdir(), 'smbfs-bench-libsmb2-').path, 'libsmb2');
  return {
    name: 'libsmb2',
    kinds: new Set(['read', 'write', 'random', 'stat', 'list', 'connect']),
    parallel: true,
    transports: DIRECT,
    async prepare() {
      const flags = await execute('pkg-config', ['--cflags', '--libs', 'libsmb2'], {});
      await execute('cc', ['-O2', '-o', program, SOURCE, ...flags.trim().split(/\s+/)], {});
    },
    measure: (task, target) => runProgram([program], task, target),
  };
}
