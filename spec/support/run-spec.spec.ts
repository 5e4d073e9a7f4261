/** Spec files in their process: whatever is wrong with them is counted as a failure, shown, and ends. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as os from 'node:os';
import * as path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findProcesses, killAll } from './processes.ts';
import { runSpecs, type SpecOptions, type SpecResult } from './run-spec.ts';
import { IMPORT_SKIP_IF, PASSING, sampleFolder, sampleSpec } from './sample-specs.ts';

const test = suite('support/run-spec');

/** Runs files with these texts. Without TypeScript they start in a quarter of the time. */
async function runAll(
  texts: readonly string[],
  options: Partial<SpecOptions> = {},
  ending: 'mjs' | 'ts' = 'mjs',
): Promise<SpecResult> {
  const files = texts.map((text, i) => [`${i}.spec.${ending}`, text] as const);
  using folder = sampleFolder(Object.fromEntries(files));
  const standard = { deadlineSeconds: 60, exitSeconds: 10, temporaryFolder: path.join(folder.path, 'tmp') };
  const paths = files.map(([name]) => path.join(folder.path, name));
  return await runSpecs(paths, { ...standard, ...options });
}

async function run(text: string, options: Partial<SpecOptions> = {}, ending?: 'mjs' | 'ts'): Promise<SpecResult> {
  return await runAll([text], options, ending);
}

/** Runs these statements, which may use `skipIf`, with or without `CI` in the environment. */
async function runWithCi(ci: string | undefined, body: string): Promise<SpecResult> {
  const { CI } = process.env;
  try {
    delete process.env.CI;
    if (ci !== undefined) process.env.CI = ci;
    return await run(sampleSpec(`${IMPORT_SKIP_IF}\n${body}`), {}, 'ts');
  } finally {
    delete process.env.CI;
    if (CI !== undefined) process.env.CI = CI;
  }
}

function assertCounts(result: SpecResult, expected: { passed: number; failed: number; skipped: number }): void {
  const { passed, failed, skipped } = result;
  assert.equal({ passed, failed, skipped }, expected, result.output);
}

/** Those that have to be ended take their time side by side. */
const busy = run(sampleSpec(`test('loops', () => { for (;;); });`), { deadlineSeconds: 1 });
/** It must have got round to waiting when it is ended. */
const waiting = run(sampleSpec(`test('waits', () => new Promise(() => setInterval(() => {}, 1000)));`), {
  deadlineSeconds: 8,
});

test('counts passing and failing tests', async () => {
  const result = await run(
    sampleSpec(`test('is wrong', () => assert.ok(false)); test('is fine', () => {}); test('is fine too', () => {});`),
  );
  assertCounts(result, { passed: 2, failed: 1, skipped: 0 });
  assert.equal(result.problems, []);
});

test('has nothing to say against a file that passes', async () => {
  const result = await run(PASSING);
  assertCounts(result, { passed: 1, failed: 0, skipped: 0 });
  assert.equal(result.problems, []);
});

test('adds up the tests of files that share a process, whichever of them fail', async () => {
  const failing = sampleSpec(`test('is wrong', () => assert.ok(false));`);
  assertCounts(await runAll([PASSING, failing, PASSING]), { passed: 2, failed: 1, skipped: 0 });
});

test('fails files that share a process with one that throws before its tests', async () => {
  const result = await runAll([PASSING, sampleSpec(`throw new Error('out of apples');`)]);
  assert.match(result.output, 'out of apples');
  assertCounts(result, { passed: 0, failed: 1, skipped: 0 });
});

test('fails a file that throws before its tests', async () => {
  const result = await run(sampleSpec(`throw new Error('out of apples');`));
  assert.match(result.output, 'out of apples');
  assertCounts(result, { passed: 0, failed: 1, skipped: 0 });
});

test('fails a file that rejects after its tests', async () => {
  const body = `test('is fine', () => { setTimeout(() => Promise.reject(new Error('out of apples')), 50); });`;
  const result = await run(sampleSpec(body));
  assert.match(result.output, 'out of apples');
  assertCounts(result, { passed: 1, failed: 1, skipped: 0 });
});

test('fails a file whose process is killed', async () => {
  const result = await run(sampleSpec(`test('is fine', () => process.kill(process.pid, 'SIGKILL'));`));
  assert.equal(result.problems, ['was killed by SIGKILL', 'ran no test']);
  assertCounts(result, { passed: 0, failed: 1, skipped: 0 });
});

test('fails a file without tests', async () => {
  const result = await run(sampleSpec(''));
  assert.equal(result.problems, ['ran no test']);
  assertCounts(result, { passed: 0, failed: 1, skipped: 0 });
});

test('fails the tests that a throwing hook prevented', async () => {
  const body = `test.before(() => { throw new Error(); }); test('one', () => {}); test('two', () => {});`;
  const result = await run(sampleSpec(body));
  assert.match(result.problems.join(), 'has a hook that throws');
  assertCounts(result, { passed: 0, failed: 2, skipped: 0 });
});

test('ends a test that is busy for ever', async () => {
  const result = await busy;
  assert.is(result.problems[0], 'took longer than 1 s');
  assertCounts(result, { passed: 0, failed: 1, skipped: 0 });
});

test('ends a test that waits for ever and says for what', async () => {
  const result = await waiting;
  assert.is(result.problems[0], 'took longer than 8 s');
  assert.match(result.output, /Still active: .*Timeout/);
  assertCounts(result, { passed: 0, failed: 1, skipped: 0 });
});

test('gives a file the time it says it needs', async () => {
  const body = `export const deadlineSeconds = 60;\ntest('is fine', () => {});`;
  assertCounts(await run(sampleSpec(body), { deadlineSeconds: 0.01 }), { passed: 1, failed: 0, skipped: 0 });
});

test('ends a file that does not exit by itself and says what keeps it', async () => {
  const body = `test('is fine', () => {});\nsetInterval(() => {}, 1000);`;
  const result = await run(sampleSpec(body), { exitSeconds: 0.3 });
  assert.equal(result.problems, ['did not exit by itself within 0.3 s of its last test']);
  assert.match(result.output, /Still active: .*Timeout/);
  assertCounts(result, { passed: 1, failed: 1, skipped: 0 });
});

test('kills what a file leaves running', async () => {
  const marker = `${os.hostname()}-${process.pid}-${performance.now()}`;
  const body = `import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
test('is fine', () => {
  const script = 'setInterval(() => {}, 1000)';
  spawn(process.execPath, ['-e', script, tmpdir(), '${marker}'], { detached: true, stdio: 'ignore' }).unref();
});`;
  try {
    const result = await run(sampleSpec(body));
    assert.equal(result.problems, ['left 1 processes running']);
    assertCounts(result, { passed: 1, failed: 1, skipped: 0 });
    assert.equal(findProcesses(marker), []);
  } finally {
    killAll(findProcesses(marker));
  }
});

test('leaves alone what runs from a folder whose name only begins the same', async () => {
  using folder = sampleFolder({});
  const temporaryFolder = path.join(folder.path, '1');
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', `${temporaryFolder}2/file`]);
  try {
    await once(other, 'spawn');
    const result = await run(PASSING, { temporaryFolder });
    assert.equal(result.problems, []);
    assert.is(other.signalCode, null);
  } finally {
    other.kill('SIGKILL');
    await once(other, 'exit');
  }
});

const SKIPPING = `
test('is fine', () => {});
const other = skipIf(test, 'there is no pear');
other.before(() => { throw new Error('a hook of skipped tests ran'); });
other('eats a pear', () => {});`;

test('counts skips and keeps their reasons', async () => {
  const result = await runWithCi(undefined, SKIPPING);
  assert.equal(result.skips, ['eats a pear: there is no pear']);
  assertCounts(result, { passed: 1, failed: 0, skipped: 1 });
});

test('refuses skips in CI', async () => {
  const result = await runWithCi('true', SKIPPING);
  assert.match(result.output, 'Nothing may be skipped here, but there is no pear');
  assertCounts(result, { passed: 1, failed: 1, skipped: 0 });
});

test('accepts skips in CI of what a machine may lack', async () => {
  const body = `skipIf(test, 'there is no pear', { mayLackInCi: true })('eats a pear', () => {});`;
  assertCounts(await runWithCi('true', body), { passed: 0, failed: 0, skipped: 1 });
});

test('fails a file that skips without a reason', async () => {
  const result = await run(sampleSpec(`test('is fine', () => {}); test.skip('is not', () => {});`));
  assert.match(result.problems.join(), 'skips tests without a reason');
  assertCounts(result, { passed: 1, failed: 1, skipped: 1 });
});

test.run();
