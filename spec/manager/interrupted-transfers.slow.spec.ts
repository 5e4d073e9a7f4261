/** A file of some size, cut off again and again on its way: `npm run transfers` moves 5 GiB. */
import * as assert from 'uvu/assert';
import { sambaSuite } from '../support/samba-suite.ts';
import { DURABLE, transferBothWays } from './interrupted-transfers.ts';

const test = sambaSuite('manager/interrupted transfers', { shares: { durable: DURABLE } });

for (const [share, handles] of [
  ['durable', 'that keeps what is open'],
  ['share', 'that keeps nothing'],
] as const) {
  test(`goes on where it was, with a server ${handles}`, async ({ samba }) => {
    const reports = await transferBothWays(samba, share, { mebibytes: 48, cuts: 4, restarts: 1 });
    for (const { cuts, restarts } of reports) assert.ok(cuts >= 4 && restarts === 1);
    assert.equal(await samba.openFiles(), []);
  });
}

test.run();
