/** What the command says, and ends with, when it cannot do what it shall. */
import * as fs from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { freePort } from '../support/free-port.ts';
import { bothServers } from './both-servers.ts';
import type { BuiltCli, Ended, RunOptions } from './built-cli.ts';

/** Some thirty processes, on a machine that may be busy. */
export const deadlineSeconds = 600;

const WRONG_PASSWORD = { env: { AUTH_PASSWORD: 'wr0ng-p4ss' } };

/** A run that must fail with `code`: one line that matches, a hint, and never a secret. */
async function assertFails(
  ending: Promise<Ended>,
  { code, says, hint }: { readonly code: number; readonly says: RegExp; readonly hint: RegExp },
): Promise<void> {
  const ended = await ending;
  assert.is(ended.code, code, ended.stderr);
  const [first = '', second = '', ...others] = ended.stderr.trimEnd().split('\n');
  assert.match(first, /^error: /);
  assert.match(first, says);
  assert.match(second, /^hint: /);
  assert.match(second, hint);
  assert.equal(others, []);
  assert.not.match(ended.stdout + ended.stderr, /s3cret|wr0ng-p4ss/);
}

interface Report {
  readonly ok: boolean;
  readonly failed: string | null;
  readonly steps: readonly { name: string; milliseconds: number; failure?: { code?: string; hint?: string } }[];
}

/** What `smbfs test --json` says, and with which exit code. */
async function report(cli: BuiltCli, args: string[], options?: RunOptions): Promise<Report & { code: number | null }> {
  const { code, stdout, stderr } = await cli.run(['test', '--json', ...args], options);
  assert.is(stderr, '');
  assert.not.match(stdout, /s3cret|wr0ng-p4ss/);
  return { ...(JSON.parse(stdout) as Report), code };
}

await bothServers('cli/failures', (test) => {
  test('a wrong password is 4', async ({ cli, url }) => {
    const expected = { code: 4, says: /cannot log on as ann: .*wrong/, hint: /password/ };
    await assertFails(cli.run(['ls', url], WRONG_PASSWORD), expected);
  });

  test('a share that is not there is 5', async ({ cli, server }) => {
    const expected = { code: 5, says: /has no share nope$/, hint: /smbfs shares smb:/ };
    await assertFails(cli.run(['df', `${server}/nope`]), expected);
  });

  test('a file that is not there is 5, and the others are done all the same', async ({ cli, url, folder, give }) => {
    fs.writeFileSync(join(folder, 'there'), 'there');
    give(join(folder, 'there'));
    const { code, stdout, stderr } = await cli.run(['cat', `${url}/nope`, `${url}/there`]);
    assert.equal([code, stdout], [5, 'there']);
    assert.is(stderr, "error: ENOENT: no such file or directory, open '/nope'\n");
  });

  test('what the user may not do is 6', async ({ cli, server }) => {
    const expected = { code: 6, says: /^error: (EACCES|EROFS|EPERM): /, hint: /./ };
    await assertFails(cli.run(['mkdir', `${server}/ro/folder`]), expected);
  });

  test('an option or URL that is wrong is 2, and nothing is tried', async ({ cli, url }) => {
    const { code, stderr } = await cli.run(['ls', '--transport', 'tcp', url]);
    assert.is(code, 2);
    assert.match(stderr, /directtcp.*netbios.*'tcp'/);
    assert.is((await cli.run(['ls', '/no/url'])).code, 2);
  });

  test('--verbose tells the whole story, and no secret', async ({ cli, url }) => {
    const { stderr } = await cli.run(['ls', '--verbose', `${url}/nope`]);
    assert.match(stderr, /^caused by StatusError: /m);
    assert.match(stderr, /^ {2}ntstatus: STATUS_OBJECT_NAME_NOT_FOUND$/m);
    assert.match(stderr, /^ {2}at .*\.js:\d+/m);
    assert.not.match(stderr, /s3cret/);
  });

  test('test goes through all steps, each with its time, and leaves nothing behind', async ({ cli, url, folder }) => {
    const before = fs.readdirSync(folder);
    const { code, ok, failed, steps } = await report(cli, [url]);
    assert.equal([code, ok, failed], [0, true, null]);
    assert.equal(
      steps.map(({ name }) => name),
      [
        ...['resolve', 'connect', 'negotiate', 'logon', 'tree', 'list'],
        ...['write', 'read', 'compare', 'delete', 'room'],
      ],
    );
    assert.ok(steps.every(({ milliseconds }) => milliseconds >= 0));
    assert.equal(fs.readdirSync(folder), before);
  });

  test('test tells people the same, in lines', async ({ cli, server }) => {
    const { code, stdout, stderr } = await cli.run(['test', `${server}/ro`]);
    assert.equal([code, stderr], [6, '']);
    assert.match(stdout, /^✔ negotiate +[\d.]+ ms {2}SMB 3\.1\.1, signing aes-gmac, aes-128-gcm encryption$/m);
    assert.match(stdout, /^✔ log in +[\d.]+ ms {2}as ann$/m);
    assert.match(stdout, /^✘ write +[\d.]+ ms {2}E.*\n {2}hint: .*\n$/m);
    assert.not.match(stdout, /delete/);
  });

  test('test leaves out what writes when asked', async ({ cli, server }) => {
    const { code, steps } = await report(cli, ['--read-only', `${server}/ro`]);
    assert.is(code, 0);
    assert.equal(
      steps.map(({ name }) => name),
      ['resolve', 'connect', 'negotiate', 'logon', 'tree', 'list', 'room'],
    );
  });

  for (const [failing, exitCode, change, options] of [
    ['logon', 4, (url: string) => url, WRONG_PASSWORD],
    ['tree', 5, (url: string) => url.replace(/share$/, 'nope'), {}],
    ['list', 5, (url: string) => `${url}/nope`, {}],
  ] as const) {
    test(`test says that it fails at ${failing}, and what to try`, async ({ cli, url }) => {
      const { code, ok, failed, steps } = await report(cli, [change(url)], options);
      assert.equal([code, ok, failed], [exitCode, false, failing]);
      assert.is(steps.at(-1)?.name, failing);
    });
  }

  test('a host that is not known is 3, and where nothing listens too', async ({ cli, name }) => {
    if (name === 'Samba') {
      const unknown = { code: 3, says: /nas\.invalid/, hint: /name/ };
      await assertFails(cli.run(['ls', 'smb://nas.invalid/share']), unknown);
      const resolving = await report(cli, ['smb://nas.invalid/share']);
      assert.equal([resolving.code, resolving.failed], [3, 'resolve']);
    } else {
      const url = `smb://127.0.0.1:${await freePort('127.0.0.1')}/share`;
      await assertFails(cli.run(['ls', url]), { code: 3, says: /ECONNREFUSED/, hint: /port/ });
      const connecting = await report(cli, [url]);
      assert.equal([connecting.code, connecting.failed], [3, 'connect']);
    }
  });
});
