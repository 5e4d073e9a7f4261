import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  FILETIME_UNIX_EPOCH,
  filetimeFromUnixNanoseconds,
  unixNanosecondsFromFiletime,
} from '../../lib/wire/filetime.ts';

const test = suite('wire/filetime');

const nanoseconds = (iso: string) => BigInt(Date.parse(iso)) * 1_000_000n;

test('1970 is the epoch constant, and 1601 lies that far before it', () => {
  assert.is(filetimeFromUnixNanoseconds(0n), FILETIME_UNIX_EPOCH);
  assert.is(unixNanosecondsFromFiletime(FILETIME_UNIX_EPOCH), 0n);
  assert.is(unixNanosecondsFromFiletime(0n), nanoseconds('1601-01-01T00:00:00Z'));
});

test('a known instant converts in both directions', () => {
  // 2009-07-25T23:00:00.1234567Z, as [MS-DTYP]'s definition counts it
  const filetime = 128_930_364_001_234_567n;
  const expected = nanoseconds('2009-07-25T23:00:00Z') + 123_456_700n;
  assert.is(unixNanosecondsFromFiletime(filetime), expected);
  assert.is(filetimeFromUnixNanoseconds(expected), filetime);
});

test('what is finer than 100 nanoseconds is rounded down, before 1970 too', () => {
  assert.is(filetimeFromUnixNanoseconds(199n), FILETIME_UNIX_EPOCH + 1n);
  assert.is(filetimeFromUnixNanoseconds(-1n), FILETIME_UNIX_EPOCH - 1n);
  assert.is(filetimeFromUnixNanoseconds(-100n), FILETIME_UNIX_EPOCH - 1n);
  assert.is(filetimeFromUnixNanoseconds(-101n), FILETIME_UNIX_EPOCH - 2n);
});

test('no instant becomes 0, -1 or -2, which would not set a time', () => {
  for (const filetime of [0n, -1n, -2n, -1_000_000n]) {
    assert.is(filetimeFromUnixNanoseconds(unixNanosecondsFromFiletime(filetime)), 1n);
  }
});

test('an instant past the last FILETIME becomes the last one', () => {
  assert.is(filetimeFromUnixNanoseconds(1n << 80n), 0x7fff_ffff_ffff_ffffn);
});

test.run();
