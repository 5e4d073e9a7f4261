import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { filetimeToNanoseconds, nanosecondsToFiletime } from '../../../lib/fs/results/filetime.ts';

const test = suite('fs/filetime');

test('known instants', () => {
  assert.is(nanosecondsToFiletime(0n), 116_444_736_000_000_000n);
  assert.is(filetimeToNanoseconds(116_444_736_000_000_000n), 0n);
  // 2009-07-25 23:00:00 UTC, an example of the platform's documentation.
  assert.is(nanosecondsToFiletime(BigInt(Date.UTC(2009, 6, 25, 23)) * 1_000_000n), 128_930_364_000_000_000n);
  assert.is(filetimeToNanoseconds(1n), BigInt(Date.UTC(1601, 0, 1)) * 1_000_000n + 100n);
});

test('a time that the server does not know is 1970', () => {
  assert.is(filetimeToNanoseconds(0n), 0n);
});

test('what is finer than 100 ns is rounded down, before 1970 too', () => {
  assert.is(nanosecondsToFiletime(199n), 116_444_736_000_000_001n);
  assert.is(nanosecondsToFiletime(-1n), 116_444_735_999_999_999n);
  assert.is(nanosecondsToFiletime(-100n), 116_444_735_999_999_999n);
  assert.is(nanosecondsToFiletime(-101n), 116_444_735_999_999_998n);
});

test('no time becomes one of the values that mean something else', () => {
  for (const nanoseconds of [-116_444_736_000_000_000n * 100n, -(10n ** 40n)]) {
    assert.is(nanosecondsToFiletime(nanoseconds), 1n);
  }
  assert.is(nanosecondsToFiletime(10n ** 40n), 2n ** 63n - 1n);
});

test('a FILETIME comes back as it went', () => {
  fc.assert(
    fc.property(fc.bigInt(1n, 2n ** 63n - 1n), (filetime) => {
      assert.is(nanosecondsToFiletime(filetimeToNanoseconds(filetime)), filetime);
    }),
  );
});

test.run();
