/** Random programs do on a share what they do on a disk, but for a list of known differences. */
import * as assert from 'uvu/assert';
import { SmbFs } from '../../lib/index.ts';
import { sambaSuite } from '../support/samba-suite.ts';
import { differential, unprivileged } from './differential/differential.ts';

/** As many as take some seconds; `npm run differential` runs more, and other ones each time. */
const RUNS = 20;

export const deadlineSeconds = 240;

const test = sambaSuite('fs/differential');

for (const seed of [20, 465_942]) {
  test(`random programs of seed ${seed}`, async ({ samba }) => {
    const smb = new SmbFs(samba.url());
    const { steps } = await unprivileged(smb, () => differential(smb, { runs: RUNS, seed }));
    await smb.close();
    assert.ok(steps > 0);
    assert.equal(await samba.openFiles(), []);
  });
}

test.run();
