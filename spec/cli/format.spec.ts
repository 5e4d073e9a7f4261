import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { humanSize, printable, shortTime } from '../../lib/cli/format.ts';

const test = suite('cli/format');

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

test('a time is shown to the minute', () => {
  assert.is(shortTime(new Date(2026, 2, 1, 4, 5)), '2026-03-01 04:05');
});

test('a name cannot move the cursor', () => {
  assert.is(printable('a\u001b[2Jb\nc\u0085'), 'a\\x1b[2Jb\\x0ac\\x85');
  assert.is(printable('naïve 名'), 'naïve 名');
});

test.run();
