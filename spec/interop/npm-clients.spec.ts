/** Other SMB clients from npm on the embedded server, each in a process of its own. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Embedded, startEmbedded } from '../server/embedded.ts';

const test = suite<{ embedded: Embedded }>('interop/npm clients');
const run = promisify(execFile);
const PROGRAM = fileURLToPath(new URL('npm-client.mjs', import.meta.url));

test.before(async (context) => {
  context.embedded = await startEmbedded();
});

test.after(async ({ embedded }) => await embedded.stop());

/** NTLM with the hashes of 1993 takes DES, which OpenSSL 3 keeps among its legacy algorithms. */
const LEGACY = ['--openssl-legacy-provider'];

for (const name of ['smb2', '@marsaud/smb2', '@tryjsky/v9u-smb2', '@awo00/smb2']) {
  test(`${name} makes, writes, lists, reads, renames and removes`, async ({ embedded }) => {
    const args = [...LEGACY, PROGRAM, name, `${embedded.port}`];
    const { stdout } = await run(process.execPath, args, { timeout: 20_000 });
    assert.is(stdout.trim(), 'done');
  });
}

test('had no failure of its own', ({ embedded }) => assert.equal(embedded.failures, []));

test.run();
