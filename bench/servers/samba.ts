/** A private Samba, whose share lies on tmpfs where the machine has one: the disk is not what is measured. */
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Samba, type SambaOptions, startSamba } from '../../spec/support/samba.ts';
import { memoryFolder } from './memory-folder.ts';
import type { BenchServer } from './server.ts';

export { whyNoSamba } from '../../spec/support/samba.ts';

export interface BenchSamba extends BenchServer {
  readonly samba: Samba;
  /** The local folder behind the share. */
  readonly folder: string;
}

/** `global` holds lines of smb.conf's [global]. */
export async function startSambaServer(name: string, global: SambaOptions['global'] = {}): Promise<BenchSamba> {
  const folder = await mkdtemp(join(memoryFolder(), 'smbfs-bench-'));
  const samba = await startSamba({ global: { ...global }, shares: { bench: { path: folder, 'read only': 'no' } } });
  samba.give(folder);
  return {
    name,
    samba,
    folder,
    urls: new Map([
      ['directtcp', samba.url('bench')],
      ['netbios', samba.url('bench', { transport: 'netbios' })],
    ]),
    async [Symbol.asyncDispose]() {
      await samba.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
