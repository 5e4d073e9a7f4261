/** The runner's command line: which files it runs, what it prints, how it ends. */
import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { typescriptArguments } from './run-spec.ts';
import { IMPORT_SKIP_IF, PASSING, sampleFolder, sampleSpec } from './sample-specs.ts';

const test = suite('support/run');

/** Runs the runner over a folder with these files. */
function runOver(files: Readonly<Record<string, string>>, ...args: string[]) {
  using folder = sampleFolder(files);
  const runner = path.join(import.meta.dirname, 'run.ts');
  const { CI: _, ...env } = process.env;
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [...typescriptArguments, runner, `--folder=${folder.path}`, ...args],
    { encoding: 'utf8', env },
  );
  assert.is(stderr, '');
  return { output: stdout, last: stdout.trimEnd().split('\n').at(-1), code: status };
}

test('runs every spec but the slow and the long ones, and ends with the sum', () => {
  const { last, code } = runOver({
    'a.spec.ts': PASSING,
    'b.spec.ts': PASSING,
    'c.slow.spec.ts': PASSING,
    'd.long.spec.ts': PASSING,
    'e.ts': 'throw new Error()',
  });
  assert.is(last, '2 passed, 0 failed, 0 skipped');
  assert.is(code, 0);
});

test('runs the files whose path matches, slow ones too when asked to', () => {
  const files = { 'apple.spec.ts': PASSING, 'apple.slow.spec.ts': PASSING, 'pear.spec.ts': PASSING };
  const { output, last } = runOver(files, '--slow', 'apple');
  assert.not.match(output, 'pear');
  assert.is(last, '2 passed, 0 failed, 0 skipped');
});

test('runs the slow and the long ones when asked to, each kind by its own option', () => {
  const files = { 'apple.long.spec.ts': PASSING, 'apple.slow.spec.ts': PASSING };
  assert.match(runOver(files, '--slow').output, /^.*apple\.slow.*\n1 passed/);
  assert.match(runOver(files, '--long').output, /^.*apple\.long.*\n1 passed/);
  assert.is(runOver(files, '--slow', '--long').last, '2 passed, 0 failed, 0 skipped');
});

test('fails when no file matches', () => {
  const { output, code } = runOver({ 'apple.spec.ts': PASSING }, 'pear');
  assert.match(output, 'No spec matches pear');
  assert.is(code, 1);
});

test('runs the specs of a folder that needs no servers in one process', () => {
  const tellProcess = sampleSpec(`console.log('in', process.pid); test('fails', () => assert.ok(false));`);
  const { output, last } = runOver({ 'wire/a.spec.ts': tellProcess, 'wire/b.spec.ts': tellProcess });
  const [processes] = output.split('Failures:');
  assert.is(new Set(processes?.match(/^in \d+$/gm)).size, 1);
  assert.match(output, 'wire (2 files)');
  assert.is(last, '0 passed, 2 failed, 0 skipped');
});

test('shows failures in full and skips with their reason', () => {
  const { output, last, code } = runOver({
    'a.spec.ts': sampleSpec(`test('is wrong', () => assert.is('apple', 'pear'));`),
    'b.spec.ts': sampleSpec(`${IMPORT_SKIP_IF}\nskipIf(test, 'there is no pear')('eats a pear', () => {});`),
    'c.spec.ts': PASSING,
  });
  const end = output.slice(output.indexOf('Failures:'));
  for (const text of [output.slice(0, -end.length), end]) {
    assert.match(text, /FAIL .*"is wrong"/);
    assert.match(text, /apple/);
  }
  assert.match(output, /skipped: eats a pear: there is no pear/);
  assert.match(output, /Failed:\n.*a\.spec\.ts\n/);
  assert.is(last, '1 passed, 1 failed, 1 skipped');
  assert.is(code, 1);
});

test.run();
