/** Samba's smbclient on the embedded server: every dialect, signed and encrypted. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findProgram } from '../support/samba-programs.ts';
import { skipIf } from '../support/skip.ts';
import { type Embedded, startEmbedded } from './embedded.ts';

const program = findProgram('smbclient');
const test = skipIf(
  suite<{ embedded: Embedded; local: string }>('server/smbclient'),
  program === undefined ? 'smbclient is not installed' : undefined,
);

test.before(async (context) => {
  context.embedded = await startEmbedded({ anonymous: true });
  context.local = await fs.mkdtemp(join(tmpdir(), 'smbfs-smbclient-'));
});

test.after(async ({ embedded, local }) => {
  await embedded.stop();
  await fs.rm(local, { recursive: true });
});

/** What smbclient says, success or not. */
async function smbclient(
  { embedded, local }: { readonly embedded: Embedded; readonly local: string },
  share: string,
  commands: string,
  args: readonly string[] = [],
): Promise<string> {
  const target = [`//127.0.0.1/${share}`, '-p', String(embedded.port), '-U', 'ann%s3cret', ...args, '-c', commands];
  const run = promisify(execFile)(program ?? '', target, { cwd: local, timeout: 20_000 });
  const { stdout, stderr } = await run.catch((error: { stdout: string; stderr: string }) => error);
  return stdout + stderr;
}

for (const dialect of ['SMB2_02', 'SMB2_10', 'SMB3_00', 'SMB3_02', 'SMB3_11']) {
  for (const protection of dialect.startsWith('SMB2') ? ['off', 'sign'] : ['off', 'sign', 'encrypt']) {
    for (const share of ['share', 'folder']) {
      test(`puts, gets, lists, renames and deletes in ${dialect}, ${protection}, on ${share}`, async (context) => {
        const { local } = context;
        const data = randomBytes(1_500_001);
        await fs.writeFile(join(local, 'out'), data);
        const commands = [
          ...['mkdir d', 'put out d/one', 'rename d/one d/two', 'get d/two in', 'cd d', 'ls', 'cd ..', 'del d/two'],
          ...['rmdir d', 'ls'],
        ];
        const said = await smbclient(context, share, commands.join('; '), [
          '-m',
          dialect,
          `--client-protection=${protection}`,
        ]);
        assert.not.match(said, 'NT_STATUS');
        assert.match(said, / two +A +1500001 /);
        assert.not.match(said, / d +D /);
        assert.ok((await fs.readFile(join(local, 'in'))).equals(data));
      });
    }
  }
}

test('copies trees to and fro', async (context) => {
  const { local } = context;
  await fs.mkdir(join(local, 'tree/deep/deeper'), { recursive: true });
  for (const name of ['a', 'deep/b', 'deep/deeper/c']) await fs.writeFile(join(local, 'tree', name), name);
  const there = await smbclient(context, 'share', 'recurse; prompt; mput tree');
  assert.not.match(there, 'NT_STATUS');
  await fs.rm(join(local, 'tree'), { recursive: true });
  const back = await smbclient(context, 'share', 'recurse; prompt; mget tree; deltree tree; ls');
  assert.not.match(back, 'NT_STATUS');
  assert.not.match(back, / tree +D /);
  assert.is(await fs.readFile(join(local, 'tree/deep/deeper/c'), 'utf8'), 'deep/deeper/c');
});

test('finds names whatever their case, and keeps the case they were made in', async (context) => {
  await fs.writeFile(join(context.local, 'x'), 'x');
  for (const share of ['share', 'folder']) {
    const said = await smbclient(
      context,
      share,
      'put x CamelCase; get cAMELcASE y; ls camel*; rename camelcase CAMELcase; ls; del CAMELCASE',
    );
    assert.not.match(said, 'NT_STATUS');
    assert.match(said, / CamelCase +A +1 /);
    assert.match(said, / CAMELcase +A +1 /);
  }
});

test('says what went wrong', async (context) => {
  assert.match(await smbclient(context, 'nothing', 'ls'), 'NT_STATUS_BAD_NETWORK_NAME');
  assert.match(await smbclient(context, 'share', 'ls', ['-U', 'ann%wrong']), 'NT_STATUS_LOGON_FAILURE');
  assert.match(await smbclient(context, 'share', 'get nothing'), 'NT_STATUS_OBJECT_NAME_NOT_FOUND');
  assert.match(await smbclient(context, 'readonly', 'mkdir d'), 'NT_STATUS_ACCESS_DENIED');
  assert.match(await smbclient(context, 'share', 'ls', ['-U', '%']), 'NT_STATUS_ACCESS_DENIED');
  assert.match(await smbclient(context, 'guests', 'ls', ['-U', '%']), 'hello.txt');
  assert.match(await smbclient(context, 'guests', 'ls', ['-U', 'eve%x']), 'hello.txt');
});

test('answers a client that first asks in SMB1', async (context) => {
  const said = await smbclient(context, 'share', 'ls', ['--option=client min protocol=NT1']);
  assert.match(said, 'hello.txt');
});

test('never failed by itself', ({ embedded }) => assert.equal(embedded.failures, []));

test.run();
