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
const folder = await installBuiltPackage(['memfs', 'uvu']);

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

test('the node:test example passes', async () => {
  const [example = ''] = await codeBlocks('README.md', 'js test=node');
  await writeFile(join(folder, 'example.test.mjs'), example);
  const { stdout } = await run(process.execPath, ['--test', 'example.test.mjs'], {
    cwd: folder,
    env: outsideOfNodeTest(),
  });
  assert.match(stdout, /^# pass 1$|^ℹ pass 1$/m);
});

test('the uvu example passes', async () => {
  const [example = ''] = await codeBlocks('README.md', 'js test=uvu');
  await writeFile(join(folder, 'example.uvu.mjs'), example);
  const { stdout } = await run(process.execPath, ['example.uvu.mjs'], { cwd: folder });
  assert.match(stdout, /Passed: +1$/m);
});

/** Without what tells a node:test runner that it is another's child. */
function outsideOfNodeTest(): NodeJS.ProcessEnv {
  const { NODE_TEST_CONTEXT: _, ...rest } = process.env;
  return rest;
}

test.run();
