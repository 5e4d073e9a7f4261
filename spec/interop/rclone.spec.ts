/** rclone's SMB backend on the embedded server: a tree copied there and back, and checked. */
import { execFile, execFileSync } from 'node:child_process';
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Embedded, startEmbedded } from '../server/embedded.ts';
import { stamped } from '../support/frames.ts';
import { findProgram } from '../support/samba-programs.ts';
import { skipIf } from '../support/skip.ts';

interface Context {
  embedded: Embedded;
  local: string;
}

const run = promisify(execFile);
const program = findProgram('rclone');
const test = skipIf(suite<Context>('interop/rclone'), whyNoRclone(), { mayLackInCi: true });

function whyNoRclone(): string | undefined {
  if (program === undefined) return 'this machine has no rclone';
  const backends = execFileSync(program, ['help', 'backends'], { encoding: 'utf8' });
  return /^\s*smb\s/m.test(backends) ? undefined : 'this rclone has no SMB backend';
}

test.before(async (context) => {
  context.embedded = await startEmbedded();
  context.local = await fs.mkdtemp(join(tmpdir(), 'smbfs-rclone-'));
  await fs.mkdir(join(context.local, 'tree/deep/deeper ü'), { recursive: true });
  for (const [i, name] of ['a.txt', 'deep/b.bin', 'deep/deeper ü/c c.bin', 'empty'].entries()) {
    await fs.writeFile(join(context.local, 'tree', name), stamped(name === 'empty' ? 0 : 300_000 * i + 5, i));
  }
});

test.after(async ({ embedded, local }) => {
  await embedded.stop();
  await fs.rm(local, { recursive: true });
});

async function rclone({ embedded, local }: Context, ...args: readonly string[]): Promise<string> {
  const pass = execFileSync(program ?? 'rclone', ['obscure', 's3cret'], { encoding: 'utf8' }).trim();
  const env = {
    ...{ PATH: process.env.PATH, HOME: local, RCLONE_CONFIG: '/dev/null' },
    ...{ RCLONE_SMB_HOST: embedded.host, RCLONE_SMB_PORT: `${embedded.port}` },
    ...{ RCLONE_SMB_USER: 'ann', RCLONE_SMB_PASS: pass },
  };
  const { stdout, stderr } = await run(program ?? 'rclone', args, { env, cwd: local, timeout: 60_000 });
  return stdout + stderr;
}

for (const share of ['share', 'folder']) {
  test(`copies a tree to ${share} and back, checks, lists and removes it`, async (context) => {
    await rclone(context, 'copy', 'tree', `:smb:${share}/tree`);
    assert.match(await rclone(context, 'check', '--download', 'tree', `:smb:${share}/tree`), '0 differences found');
    await rclone(context, 'copy', `:smb:${share}/tree`, `back-${share}`);
    assert.match(await rclone(context, 'check', 'tree', `back-${share}`), '0 differences found');
    const listed = await rclone(context, 'lsf', '-R', `:smb:${share}/tree`);
    assert.equal(listed.trim().split('\n').sort(), [
      ...['a.txt', 'deep/', 'deep/b.bin', 'deep/deeper ü/', 'deep/deeper ü/c c.bin', 'empty'],
    ]);
    await rclone(context, 'moveto', `:smb:${share}/tree/a.txt`, `:smb:${share}/tree/moved.txt`);
    await rclone(context, 'purge', `:smb:${share}/tree`);
  });
}

test('lists the shares', async (context) => {
  assert.match(await rclone(context, 'lsd', ':smb:'), / folder$/m);
});

test('had no failure of its own', ({ embedded }) => assert.equal(embedded.failures, []));

test.run();
