import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { memfs } from 'memfs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SmbFs } from '../../../lib/fs/smb-fs.ts';
import { listShares } from '../../../lib/rpc/share-enumeration.ts';
import type { ServedFileSystem } from '../../../lib/server/files/file-system.ts';
import { createServer } from '../../../lib/server/index.ts';
import type { Server } from '../../../lib/server/server.ts';
import { shareOn } from '../../support/client.ts';
import { findProgram } from '../../support/samba-programs.ts';
import { skipIf } from '../../support/skip.ts';

const run = promisify(execFile);

const MANY = 200;

function comment(index: number): string {
  return `${index}: ${'Datensicherung für alle, 日本語, 🎉 '.repeat(index % 8)}end`;
}

const test = suite<{ server: Server; port: number }>('server/pipes/share-listing');

test.before(async (context) => {
  const fs = memfs().fs.promises as unknown as ServedFileSystem;
  const shares = Object.fromEntries(
    Array.from({ length: MANY }, (_, index) => [`many${index}`, { fs, comment: comment(index) }]),
  );
  context.server = createServer({ shares: { share: { fs }, ...shares }, users: { ann: 's3cret' } });
  context.port = (await context.server.listen(0)).port;
});

test.after(async ({ server }) => {
  await server.close();
});

test('our own client lists all shares, in many fragments', async ({ server }) => {
  const smb = new SmbFs(server.url('share', { user: 'ann' }));
  try {
    const shares = new Map((await smb.listShares()).map((share) => [share.name, share]));
    assert.is(shares.size, MANY + 2);
    for (let index = 0; index < MANY; index++) assert.is(shares.get(`many${index}`)?.comment, comment(index));
    const { type, special, hidden } = shares.get('IPC$') ?? {};
    assert.equal({ type, special, hidden }, { type: 'pipe', special: true, hidden: true });
  } finally {
    await smb.close();
  }
});

test('a client that wants little at a time gets the same list, page by page', async ({ port }) => {
  const share = shareOn({ host: '127.0.0.1', port });
  try {
    const whole = await share.run(({ session }) => listShares(session));
    for (const preferredLength of [1, 1000, 20_000]) {
      assert.equal(await share.run(({ session }) => listShares(session, { preferredLength })), whole);
    }
  } finally {
    await share.close();
  }
});

/** Tests with a program of Samba. */
function withProgram(name: string): typeof test {
  return skipIf(test, findProgram(name) === undefined ? `this machine has no ${name}` : undefined);
}

for (const options of [
  [],
  ['--max-protocol=SMB2_02'],
  ['--max-protocol=SMB2_10'],
  ['--max-protocol=SMB3_00'],
  ['--client-protection=encrypt'],
]) {
  withProgram('smbclient')(`smbclient -L lists them ${options.join(' ')}`, async ({ port }) => {
    const args = ['-L', '127.0.0.1', '-p', `${port}`, '-U', 'ann%s3cret', '-g', ...options];
    const { stdout } = await run(findProgram('smbclient') ?? '', args, { env: { LC_ALL: 'C.UTF-8' } });
    const lines = new Set(stdout.split('\n'));
    assert.ok(lines.has('Disk|share|'));
    assert.ok(lines.has('IPC|IPC$|IPC Service'));
    for (let index = 0; index < MANY; index++) assert.ok(lines.has(`Disk|many${index}|${comment(index)}`), `${index}`);
  });
}

withProgram('rpcclient')('rpcclient lists them, after it was told what is not to be had', async ({ port }) => {
  const commands = 'srvinfo; netshareenumall 502; netshareenumall 1';
  const args = ['127.0.0.1', '-p', `${port}`, '-U', 'ann%s3cret', '-c', commands];
  const { stdout } = await run(findProgram('rpcclient') ?? '', args, { env: { LC_ALL: 'C.UTF-8' } });
  const [unknown, level, ...list] = stdout.split('\n');
  assert.match(unknown ?? '', /^result was /);
  assert.is(level, 'result was WERR_INVALID_LEVEL');
  assert.ok(list.includes('netname: many199'));
});

test.run();
