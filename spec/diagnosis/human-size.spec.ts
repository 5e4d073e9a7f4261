import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { humanSize } from '../../lib/diagnosis/human-size.ts';

const test = suite('diagnosis/human-size');

for (const [bytes, text] of [
  [0, '0'],
  [1023, '1023'],
  [1024, '1.0K'],
  [1536, '1.5K'],
  [10_188, '9.9K'],
  [10_190, '10K'],
  [1_048_063, '1023K'],
  [1_048_064, '1.0M'],
  [5 * 1024 ** 4, '5.0T'],
  [Number.MAX_SAFE_INTEGER, '8.0P'],
] as const) {
  test(`${bytes} bytes are ${text}`, () => assert.is(humanSize(bytes), text));
}

test.run();
