import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { printable, shortTime } from '../../lib/cli/format.ts';

const test = suite('cli/format');

test('a time is shown to the minute', () => {
  assert.is(shortTime(new Date(2026, 2, 1, 4, 5)), '2026-03-01 04:05');
});

test('a name cannot move the cursor', () => {
  assert.is(printable('a\u001b[2Jb\nc\u0085'), 'a\\x1b[2Jb\\x0ac\\x85');
  assert.is(printable('naïve 名'), 'naïve 名');
});

test.run();
