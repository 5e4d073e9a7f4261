/** What every operation comes to when its connection is lost: a few places of each here, all of them with `npm run cuts`. */
import * as assert from 'uvu/assert';
import { sambaSuite } from '../support/samba-suite.ts';
import { script } from './cut-script.ts';
import { type CutOptions, cutThrough, everywhere } from './cuts.ts';

const test = sambaSuite('manager/cuts');

export const deadlineSeconds = 240;

/** Of all places of an operation, spread over it. */
const PLACES = 2;

/** What takes long to be made, or many requests, is left to `npm run cuts`. */
const steps = script.filter(({ name }) => !/many pages|tree/.test(name));

const some: CutOptions['places'] = (messages) => {
  const all = everywhere(messages);
  const distance = Math.max(1, Math.floor(all.length / PLACES));
  return all.filter((_, i) => i % distance === 1 % distance);
};

test('whatever is cut off goes on, or says what is not known; nothing hangs, and nothing is left open', async ({
  samba,
}) => {
  const report = await cutThrough(samba, steps, { places: some });
  assert.equal(report.faults, []);
  assert.ok(report.points > steps.length);
  assert.ok(report.recovered > report.unknown && report.unknown > 0);
  assert.is(report.failed, 0);
  assert.equal(await samba.openFiles(), []);
});

test.run();
