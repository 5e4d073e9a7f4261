/** Other SMB clients from npm on the embedded server, each in a process of its own. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Embedded, startEmbedded } from '../server/embedded.ts';
import { settled } from '../support/settles.ts';

const test = suite<{ embedded: Embedded }>('interop/npm clients');
const run = promisify(execFile);
const PROGRAM = fileURLToPath(new URL('npm-client.mjs', import.meta.url));

test.before(async (context) => {
  context.embedded = await startEmbedded();
});

test.after(async ({ embedded }) => await embedded.stop());

/** NTLM with the hashes of 1993 takes DES, which OpenSSL 3 keeps among its legacy algorithms. */
const LEGACY = ['--openssl-legacy-provider'];

/** Lets a client work on a share; what it printed, its complaints too. */
async function work(
  { port }: Embedded,
  name: string,
  ...where: readonly [share: string, user: string, password: string]
) {
  const args = [...LEGACY, PROGRAM, name, `${port}`, ...where];
  const { stdout } = await run(process.execPath, args, { timeout: 60_000 }).catch((error: { stdout: string }) => error);
  return stdout.trim();
}

for (const name of ['smb2', '@marsaud/smb2', '@tryjsky/v9u-smb2', '@awo00/smb2']) {
  test(`${name} makes, writes, lists, reads, renames and removes as a guest`, async ({ embedded }) => {
    assert.is(await work(embedded, name, 'guests', 'nobody', 'none'), 'done');
  });
}

test('@tryjsky/v9u-smb2, which knows NTLMv2, does so as a user', async ({ embedded }) => {
  assert.is(await work(embedded, '@tryjsky/v9u-smb2', 'share', 'ann', 's3cret'), 'done');
});

for (const name of ['smb2', '@marsaud/smb2', '@awo00/smb2']) {
  test(`${name}, which knows NTLMv1 alone, is no user`, async ({ embedded }) => {
    const refused = once(embedded.server.events, 'logonFailed');
    assert.is.not(await work(embedded, name, 'share', 'ann', 's3cret'), 'done');
    const [, reason] = await settled(refused);
    assert.is(reason, 'an NTLMv1 or LM response');
  });
}

test('had no failure of its own', ({ embedded }) => assert.equal(embedded.failures, []));

test.run();
