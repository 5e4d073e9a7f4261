/** Samba's smbtorture on the embedded server and on Samba: at least 80 % of what Samba passes must pass here. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { whyNoSamba } from '../support/samba.ts';
import { skipIf } from '../support/skip.ts';
import { listTests, torture, whyNoSmbtorture } from './smbtorture.ts';
import { type RunningTarget, startEmbedded, startSambaTarget } from './torture-targets.ts';

export const deadlineSeconds = 1200;

const SHARES = 6;

const test = skipIf(suite('interop/smbtorture'), whyNoSmbtorture() ?? whyNoSamba(), { mayLackInCi: true });

test('passes 80 % of what Samba passes', async () => {
  const all = await listTests();
  const wanted = await passed(await startSambaTarget(SHARES), all);
  assert.ok(wanted.length > 150, `Samba itself passes but ${wanted.length}`);
  const ours = await passed(await startEmbedded(SHARES), wanted);
  assert.ok(ours.length >= wanted.length * 0.8, `${ours.length} of ${wanted.length}`);
});

async function passed(target: RunningTarget, tests: readonly string[]): Promise<string[]> {
  try {
    const results = await torture(target, tests);
    return tests.filter((test) => results.get(test)?.outcome === 'pass');
  } finally {
    await target[Symbol.asyncDispose]();
  }
}

test.run();
