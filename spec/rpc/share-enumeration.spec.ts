import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as assert from 'uvu/assert';
import { SmbFs } from '../../lib/fs/smb-fs.ts';
import type { ShareInfo } from '../../lib/rpc/share-enumeration.ts';
import type { Samba } from '../support/samba.ts';
import { findProgram } from '../support/samba-programs.ts';
import { sambaSuite } from '../support/samba-suite.ts';

const run = promisify(execFile);

const MANY = 300;

/** Comments so long that the list takes dozens of fragments, some with characters that divide badly. */
function comment(index: number): string {
  return `${index}: ${'Datensicherung für alle, 日本語, 🎉 '.repeat(index % 8)}end`;
}

const shares = Object.fromEntries(
  Array.from({ length: MANY }, (_, index) => [`many${index}`, { path: '/tmp', comment: comment(index) }]),
);

const test = sambaSuite('rpc/share-enumeration', {
  shares: { ...shares, secret$: { path: '/tmp' }, 'Zürich Ω': { path: '/tmp', comment: 'Übersicht' } },
});

async function list(samba: Samba, parameters: Parameters<Samba['url']>[1] = {}): Promise<ShareInfo[]> {
  const smb = new SmbFs(samba.url('share', parameters));
  try {
    return await smb.listShares();
  } finally {
    await smb.close();
  }
}

test('300 shares with long comments are all listed, in many fragments', async ({ samba }) => {
  const found = new Map((await list(samba)).map((share) => [share.name, share]));
  for (let index = 0; index < MANY; index++) {
    const name = `many${index}`;
    assert.equal(found.get(name), { name, type: 'disk', comment: comment(index), special: false, hidden: false });
  }
});

test('names may hold any character, and what is hidden or special says so', async ({ samba }) => {
  const found = new Map((await list(samba)).map((share) => [share.name, share]));
  assert.is(found.get('Zürich Ω')?.comment, 'Übersicht');
  assert.equal(found.get('secret$'), { name: 'secret$', type: 'disk', comment: '', special: false, hidden: true });
  const { type, special, hidden } = found.get('IPC$') ?? {};
  assert.equal({ type, special, hidden }, { type: 'pipe', special: true, hidden: true });
});

for (const parameters of [
  { transport: 'netbios' },
  { 'max-dialect': '2.0.2' },
  { 'max-dialect': '2.1' },
  { 'max-dialect': '3.0' },
  { encryption: 'required' },
]) {
  test(`the list is the same with ${JSON.stringify(parameters)}`, async ({ samba }) => {
    assert.equal(await list(samba, parameters), await list(samba));
  });
}

test('smbclient lists the same shares', async ({ samba }) => {
  const args = ['-L', samba.host, '-p', `${samba.port}`, '-U', 'ann%s3cret', '-g', '-m', 'SMB3'];
  const { stdout } = await run(findProgram('smbclient') ?? 'smbclient', args, { env: { LC_ALL: 'C.UTF-8' } });
  const names: Readonly<Record<string, ShareInfo['type']>> = { Disk: 'disk', IPC: 'pipe', Printer: 'printer' };
  const theirs = stdout
    .split('\n')
    .map((line) => line.split('|'))
    .filter(([type = '']) => type in names)
    .map(([type = '', name, remark]) => [names[type], name, remark]);
  const ours = (await list(samba)).map((share) => [share.type, share.name, share.comment]);
  assert.equal(ours, theirs);
});

test('listing leaves nothing open, and the share goes on working', async ({ samba }) => {
  const smb = new SmbFs(samba.url());
  try {
    await Promise.all([smb.listShares(), smb.listShares(), smb.listShares()]);
    await smb.writeFile('/after.txt', 'still here');
    assert.is(await smb.readFile('/after.txt', 'utf8'), 'still here');
    const trees = await samba.smbstatus('--shares');
    assert.match(trees, /^share /m);
    assert.not.match(trees, 'IPC$');
  } finally {
    await smb.close();
  }
});

test('a list that nobody waits for any more is given up', async ({ samba }) => {
  const smb = new SmbFs(samba.url());
  try {
    await smb.connect();
    const abort = new AbortController();
    const listing = smb.listShares({ signal: abort.signal });
    abort.abort();
    await listing.then(
      () => assert.unreachable('the list came all the same'),
      (error: Error) => assert.is(error.name, 'AbortError'),
    );
    assert.ok((await smb.listShares()).length > MANY);
  } finally {
    await smb.close();
  }
});

test.run();
