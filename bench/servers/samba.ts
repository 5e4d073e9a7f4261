/** A private Samba, whose share lies on tmpfs where the machine has one: the disk is not what is measured. */
import { type Samba, type SambaOptions, startSamba } from '../../spec/support/samba.ts';
import { makeTemporaryFolder } from '../temporary-folder.ts';
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
  const folder = makeTemporaryFolder(memoryFolder(), 'smbfs-bench-');
  const share = { path: folder.path, 'read only': 'no' };
  const samba = await startSamba({ global: { ...global }, shares: { bench: share } });
  samba.give(folder.path);
  return {
    name,
    samba,
    folder: folder.path,
    urls: new Map([
      ['directtcp', samba.url('bench')],
      ['netbios', samba.url('bench', { transport: 'netbios' })],
    ]),
    async [Symbol.asyncDispose]() {
      await samba.stop();
      folder[Symbol.dispose]();
    },
  };
}
