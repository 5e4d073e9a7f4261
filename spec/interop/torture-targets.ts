/** The two servers that smbtorture compares: the embedded one over folders, and Samba. */
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { createServer } from '../../lib/server/index.ts';
import { startSamba } from '../support/samba.ts';
import type { TortureTarget } from './smbtorture.ts';

export type RunningTarget = TortureTarget & AsyncDisposable;

const CREDENTIALS = 'ann%s3cret';

export async function startEmbedded(shareCount: number): Promise<RunningTarget> {
  const root = await mkdtemp(path.join(tmpdir(), 'smbfs-embedded-'));
  const shares = shareNames(shareCount);
  const folderOf = (share: string): string => path.join(root, share);
  for (const share of shares) await mkdir(folderOf(share));
  const server = createServer({
    shares: Object.fromEntries(shares.map((share) => [share, folderOf(share)])),
    users: { ann: 's3cret' },
    // smbtorture comes as nobody now and then, whom Samba lets in.
    anonymous: true,
  });
  const { host, port } = await server.listen(0);
  return {
    ...{ host, port, shares, credentials: CREDENTIALS },
    empty: (share) => empty(folderOf(share)),
    async [Symbol.asyncDispose]() {
      await server.close();
      await rm(root, { recursive: true });
    },
  };
}

export async function startSambaTarget(shareCount: number): Promise<RunningTarget> {
  const shares = shareNames(shareCount);
  const samba = await startSamba({ shares: Object.fromEntries(shares.map((share) => [share, { 'read only': 'no' }])) });
  return {
    ...{ host: samba.host, port: samba.port, shares, credentials: CREDENTIALS },
    empty: (share) => empty(samba.folder(share)),
    [Symbol.asyncDispose]: () => samba.stop(),
  };
}

function shareNames(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `torture${i}`);
}

async function empty(folder: string): Promise<void> {
  for (const name of await readdir(folder)) await rm(path.join(folder, name), { recursive: true, force: true });
}
