import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { summarise } from '../../../bench/rounds/summary.ts';

const test = suite('bench/rounds/summary');

test('the median of an odd number is the one in the middle, in whatever order they come', () => {
  assert.is(summarise([9, 1, 5]).median, 5);
});

test('the median of an even number lies between the two in the middle', () => {
  assert.is(summarise([4, 1, 3, 2]).median, 2.5);
});

test('the quartiles hold the middle half', () => {
  const { lower, upper } = summarise([1, 2, 3, 4, 5]);
  assert.equal([lower, upper], [2, 4]);
});

test('a single sample is its own median and quartiles', () => {
  const { median, lower, upper, samples } = summarise([7]);
  assert.equal({ median, lower, upper, samples }, { median: 7, lower: 7, upper: 7, samples: [7] });
});

test('nothing has no median', () => {
  assert.throws(() => summarise([]), RangeError);
});

test.run();
