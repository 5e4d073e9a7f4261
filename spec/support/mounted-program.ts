/** Runs a program that knows nothing of shares with one mounted at /mnt/nas. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { typescriptArguments } from './run-spec.ts';
import type { Samba } from './samba.ts';

const run = promisify(execFile);
const MOUNT = new URL('../interop/mounted/mount.mjs', import.meta.url).href;

/**
 * Runs `spec/interop/mounted/<name>.mjs` with an empty folder of this machine as its argument; resolves when it has ended, and
 * rejects with what it says when it fails.
 */
export async function runMounted(samba: Samba, name: string): Promise<void> {
  const program = fileURLToPath(new URL(`../interop/mounted/${name}.mjs`, import.meta.url));
  const folder = await mkdtemp(join(tmpdir(), 'smbfs-mounted-'));
  try {
    await run(process.execPath, [...typescriptArguments, '--import', MOUNT, program, folder], {
      env: { ...process.env, SMB_URL: samba.url() },
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}
