/** A few seconds of mixed load with faults: `npm run soak` goes on for half an hour, and looks at the memory too. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { whyNoSamba } from '../support/samba.ts';
import { skipIf } from '../support/skip.ts';
import { soak } from './soak.ts';

const test = skipIf(suite('manager/soak'), whyNoSamba());

test('fifty programs get on with their work, or are told; nothing is wrong, and nothing is left', async () => {
  const { operations, faults, wrong, samples } = await soak({
    milliseconds: 5000,
    tasks: 50,
    pace: 1000,
    samplePause: 2000,
  });
  assert.equal(wrong, []);
  assert.ok(operations >= 50 && faults > 0 && samples.length > 0);
});

test.run();
