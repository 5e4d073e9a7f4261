/** Samba's smbtorture on the embedded server: what Samba passes must pass here, but for what README.md lists with the reason. */
import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { skipIf } from '../support/skip.ts';
import { PASSED_BY_SAMBA } from './passed-by-samba.ts';
import { torture, whyNoSmbtorture } from './smbtorture.ts';
import { startEmbedded } from './torture-targets.ts';

export const deadlineSeconds = 600;

const SHARES = 6;

const wanted = Object.entries(PASSED_BY_SAMBA).flatMap(([name, tests]) =>
  tests.map((test) => (test === '' ? name : `${name}.${test}`)),
);
const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');
const excused = [...readme.matchAll(/^\| `(smb2\.[^`]+)` \|/gm)].map(([, name = '']) => name);
const passing = wanted.filter((name) => !excused.includes(name));

const list = suite('interop/smbtorture: the list');

list('excuses only what Samba passes, and leaves more than 80 %', () => {
  for (const name of excused) assert.ok(wanted.includes(name), name);
  assert.ok(passing.length > 0.8 * wanted.length);
  assert.match(readme, `${passing.length} of ${wanted.length}`);
});

list.run();

const test = skipIf(suite('interop/smbtorture'), whyNoSmbtorture(), { mayLackInCi: true });

test('passes on the embedded server what it passes on Samba', async () => {
  const target = await startEmbedded(SHARES);
  try {
    const failed = await failing(target, passing);
    // Some tests have clocks of their own, and a busy machine makes them late: those get another chance, one at a time.
    const again = await failing({ ...target, shares: target.shares.slice(0, 1) }, [...failed.keys()]);
    assert.equal(Object.fromEntries(again), {});
  } finally {
    await target[Symbol.asyncDispose]();
  }
});

async function failing(target: Parameters<typeof torture>[0], tests: readonly string[]): Promise<Map<string, string>> {
  const results = await torture(target, tests);
  const failed = [...results].filter(([, { outcome }]) => outcome !== 'pass');
  return new Map(failed.map(([name, { outcome, reason }]) => [name, `${outcome} ${reason}`]));
}

test.run();
