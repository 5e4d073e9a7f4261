/** Samba's library, through a small program in C that is compiled when it is needed. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeTemporaryFolder } from '../temporary-folder.ts';
import { DIRECT, execute, type Peer, runProgram } from './peer.ts';

const SOURCE = fileURLToPath(new URL('./programs/libsmbclient.c', import.meta.url));
/** Debian's builds read smb.conf from the user's home. */
const CONFIGURATION = '[global]\n  client min protocol = SMB2_02\n  client max protocol = SMB3_11\n';

export function makeLibsmbclient(): Peer {
  const { path: home } = makeTemporaryFolder(tmpdir(), 'smbfs-bench-libsmbclient-');
  const program = join(home, 'libsmbclient');
  return {
    name: 'libsmbclient',
    kinds: new Set(['read', 'write', 'random', 'stat', 'create', 'fetch', 'delete', 'list', 'connect']),
    parallel: false,
    transports: DIRECT,
    async prepare() {
      mkdirSync(join(home, '.smb'), { recursive: true });
      writeFileSync(join(home, '.smb', 'smb.conf'), CONFIGURATION);
      const flags = await execute('pkg-config', ['--cflags', '--libs', 'smbclient'], {});
      await execute('cc', ['-O2', '-o', program, SOURCE, ...flags.trim().split(/\s+/)], {});
    },
    measure: (task, target) => runProgram([program], task, target, { HOME: home }),
  };
}
