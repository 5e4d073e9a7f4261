/** The built package: what comes along where it is imported. */
import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { installBuiltPackage } from './support/built-package.ts';

const run = promisify(execFile);
const folder = await installBuiltPackage();
const home = join(folder, 'node_modules', 'smbfs');

/** Names every module that is loaded, but node's own. */
const HOOKS = `export async function resolve(specifier, context, next) {
  const found = await next(specifier, context);
  if (found.url.startsWith('file:')) process._rawDebug(found.url);
  return found;
}`;

/** The files that loading one of the package brings along: those of the package by their path there. */
async function loadedBy(name: string, ...args: readonly string[]): Promise<string[]> {
  const program = `
    import { register } from 'node:module';
    register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(HOOKS)}));
    process.argv.push(...${JSON.stringify(args)});
    await import(${JSON.stringify(pathToFileURL(join(home, name)).href)});`;
  const { stderr } = await run(process.execPath, ['--input-type=module', '-e', program]);
  const files = stderr.split('\n').filter((line) => line.startsWith('file:'));
  return [...new Set(files.map((url) => relative(home, fileURLToPath(url))))];
}

const inPackage = (file: string): boolean => file.startsWith('dist/');

const test = suite('built');
test.after(() => rm(folder, { recursive: true }));

test('the library comes in a few files, and brings no package, no server and nothing of the command line along', async () => {
  const files = await loadedBy('dist/index.js');
  assert.ok(files.includes('dist/index.js'));
  assert.equal(
    files.filter((file) => !/^dist\/[^/]+\.js$/.test(file)),
    [],
  );
  assert.ok(files.length <= 12, files.join());
});

test('the server and what mounts shares bring few packages along, and nothing of the command line', async () => {
  for (const [entry, packages] of [
    ['dist/server/index.js', /\/node_modules\/(asn1js|@peculiar\/utils|js-md4)\//],
    ['dist/monkey/index.js', /\/node_modules\/fs-monkey\//],
  ] as const) {
    const files = await loadedBy(entry);
    assert.ok(files.includes(entry));
    assert.equal(
      files.filter((file) => (inPackage(file) ? file.startsWith('dist/cli/') : !packages.test(file))),
      [],
    );
  }
});

test('the command line loads the server and the page of `ui` only for the commands that need them', async () => {
  const files = await loadedBy('dist/cli/main.js', 'mkdir', '--help');
  assert.ok(files.includes('dist/cli/main.js'));
  assert.equal(
    files.filter((file) => (inPackage(file) ? /\/server/.test(file) : !file.includes('/node_modules/commander/'))),
    [],
  );
});

test.run();
