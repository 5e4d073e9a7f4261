/** The README's program for a test runner that is fetched for the occasion. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { codeBlocks, installBuiltPackage } from './support/built-package.ts';

export const deadlineSeconds = 300;

const run = promisify(execFile);
const test = suite('README, with vitest');

test('the vitest example passes', async () => {
  const [example = ''] = await codeBlocks('README.md', 'js test=vitest');
  const folder = await mkdtemp(join(tmpdir(), 'vitest-'));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await run('npm', ['install', '--no-package-lock', 'vitest@4'], { cwd: folder });
  await installBuiltPackage([], folder);
  await writeFile(join(folder, 'example.test.js'), example);
  const vitest = join(folder, 'node_modules', 'vitest', 'vitest.mjs');
  const { stdout } = await run(process.execPath, [vitest, 'run'], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: '1' },
  });
  assert.match(stdout, /Tests +1 passed/);
  await rm(folder, { recursive: true });
});

test.run();
