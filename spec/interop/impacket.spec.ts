/** impacket, which speaks SMB in Python, on the embedded server. */
import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Embedded, startEmbedded } from '../server/embedded.ts';
import { skipIf } from '../support/skip.ts';

const run = promisify(execFile);
const PROGRAM = fileURLToPath(new URL('impacket-client.py', import.meta.url));
/** Debian's Python has Debian's packages; another that comes first in the path has not. */
const python = ['/usr/bin/python3', 'python3'].find((each) => spawnSync(each, ['-c', 'import impacket']).status === 0);
const reason = python === undefined ? 'this machine has no impacket (python3-impacket)' : undefined;
const test = skipIf(suite<{ embedded: Embedded }>('interop/impacket'), reason, { mayLackInCi: true });

test.before(async (context) => {
  context.embedded = await startEmbedded();
});

test.after(async ({ embedded }) => {
  await embedded.stop();
  assert.equal(embedded.failures, []);
});

// Its 3.1.1 signs wrongly, as Samba says too, and it refuses to begin with 3.0.2.
for (const dialect of ['SMB2_DIALECT_002', 'SMB2_DIALECT_21', 'SMB2_DIALECT_30']) {
  test(`lists shares, puts, lists, renames, gets and deletes in ${dialect}`, async ({ embedded }) => {
    const { stdout } = await run(python ?? '', [PROGRAM, `${embedded.port}`, dialect], { timeout: 60_000 });
    assert.is(stdout.trim(), 'done');
  });
}

test.run();
