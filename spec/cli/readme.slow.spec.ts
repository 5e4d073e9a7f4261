/** What the README says of the command line. */
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as assert from 'uvu/assert';
import * as exitCodes from '../../lib/cli/exit-codes.ts';
import { codeBlocks } from '../support/built-package.ts';
import { sambaSuite } from '../support/samba-suite.ts';
import { BuiltCli } from './built-cli.ts';

/** Some twenty processes, on a machine that may be busy. */
export const deadlineSeconds = 600;

const run = promisify(execFile);
const test = sambaSuite('README, the command line', { shares: { backups: { 'read only': 'no' } } });

test('its commands succeed as they stand', async ({ samba }) => {
  const [script = ''] = await codeBlocks('README.md', 'sh test=cli');
  const folder = await mkdtemp(join(tmpdir(), 'readme-'));
  await writeFile(join(folder, 'hello.mjs'), 'first line\nsecond line\n');
  const cli = await BuiltCli.build();
  await writeFile(join(folder, 'smbfs'), `#!/bin/sh\nexec '${process.execPath}' '${cli.main}' "$@"\n`);
  await chmod(join(folder, 'smbfs'), 0o755);
  // NetBIOS has no usual port there: `bench` says so, and compares what there is.
  const here = script.replaceAll('@nas', `@${samba.host}:${samba.port}`);
  const { stdout } = await run('sh', ['-e', '-c', here], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: '1', PATH: `${folder}:${process.env.PATH}` },
  });
  assert.match(stdout, /^✔ delete /m);
  assert.match(stdout, /^backups +disk$/m);
  assert.match(stdout, /^-rw +23 .* hello\.mjs$/m);
  assert.match(stdout, /^first line$/m);
  assert.match(stdout, /^DirectTCP read +█/m);
  for (const file of ['bye.mjs', 'copy/hello.mjs']) {
    assert.is(await readFile(join(folder, file), 'utf8'), 'first line\nsecond line\n');
  }
});

test('its table has every exit code', async () => {
  const readme = await readFile(new URL('../../lib/cli/README.md', import.meta.url), 'utf8');
  const [, table = ''] = /^\| exit code \| meaning \|\n(.*?)\n\n/ms.exec(readme) ?? [];
  const listed = [...table.matchAll(/^\| ([\d, ]+) \|/gm)].flatMap(([, codes = '']) => codes.split(', ').map(Number));
  const known = Object.values(exitCodes).filter((value) => typeof value === 'number');
  assert.equal(
    listed,
    known.sort((one, other) => one - other),
  );
});

test.run();
