/** What importing the package brings along. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { typescriptArguments } from './support/run-spec.ts';

const run = promisify(execFile);
const test = suite('index');

/** Names every module that is loaded. */
const HOOKS = `export async function resolve(specifier, context, next) {
  const found = await next(specifier, context);
  process._rawDebug(found.url);
  return found;
}`;

test('importing the library loads nothing of the command line, the server, or their packages', async () => {
  const register = `import { register } from 'node:module';
    register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(HOOKS)}));
    await import(${JSON.stringify(new URL('../lib/index.ts', import.meta.url).href)});`;
  // Hooks of the specs' own would come before these where node needs none.
  const loader = process.features.typescript ? [] : typescriptArguments;
  const { stderr } = await run(process.execPath, [...loader, '--input-type=module', '-e', register]);
  assert.match(stderr, /\/lib\/fs\/smb-fs\.ts/);
  for (const absent of [
    '/lib/cli/',
    '/lib/server/',
    '/lib/measure/',
    '/commander/',
    '/minimatch/',
    '/fs-monkey/',
    '/memfs/',
  ]) {
    assert.not.match(stderr, absent);
  }
});

test.run();
