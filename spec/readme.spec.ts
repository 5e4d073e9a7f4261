/** The README's programs, run as they stand. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as assert from 'uvu/assert';
import { codeBlocks, installBuiltPackage } from './support/built-package.ts';
import { sambaSuite } from './support/samba-suite.ts';

const run = promisify(execFile);
const test = sambaSuite('README');

const [program = '', ...others] = await codeBlocks('README.md', 'js');
const folder = await installBuiltPackage();

test('the complete program is no longer than 30 lines', () => {
  assert.ok(program.split('\n').length <= 30);
});

test('the complete program works on a share named by SMB_URL', async ({ samba }) => {
  const file = join(folder, 'hello.mjs');
  await writeFile(file, program);
  const { stdout } = await run(process.execPath, [file], { env: { ...process.env, SMB_URL: samba.url('share') } });
  assert.is(stdout, 'hi\nfolder notes\n');
});

test('every other example runs after importing SmbFs', async ({ samba }) => {
  for (const [index, example] of others.entries()) {
    const file = join(folder, `example-${index}.mjs`);
    await writeFile(file, `import { SmbFs } from 'smbfs';\nconst smb = new SmbFs(process.env.SMB_URL);\n${example}`);
    await run(process.execPath, [file], { env: { ...process.env, SMB_URL: samba.url('share') } });
  }
});

test.run();
