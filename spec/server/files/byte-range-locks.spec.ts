import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ByteRangeLocks, type LockRange } from '../../../lib/server/files/byte-range-locks.ts';
import type { FileId } from '../../../lib/wire/file-id.ts';

const test = suite('server/files/byte-range-locks');

const ann: FileId = { persistent: 1n, volatile: 1n };
const bob: FileId = { persistent: 2n, volatile: 2n };

function exclusive(offset: number | bigint, length: number | bigint): LockRange {
  return { offset: BigInt(offset), length: BigInt(length), exclusive: true };
}

function shared(offset: number | bigint, length: number | bigint): LockRange {
  return { ...exclusive(offset, length), exclusive: false };
}

const LARGEST = 0xffff_ffff_ffff_ffffn;

for (const [held, wanted, byOwner, byOther] of [
  ['shared', 'shared', true, true],
  ['shared', 'exclusive', false, false],
  ['exclusive', 'shared', true, false],
  ['exclusive', 'exclusive', false, false],
] as const) {
  test(`upon a lock that is ${held}, an ${wanted} one is for its owner ${byOwner}, for another ${byOther}`, () => {
    const range = { shared, exclusive };
    for (const [owner, expected] of [
      [ann, byOwner],
      [bob, byOther],
    ] as const) {
      const locks = new ByteRangeLocks();
      assert.ok(locks.take(ann, range[held](10, 10)));
      assert.is(locks.take(owner, range[wanted](15, 1)), expected);
    }
  });
}

test('ranges meet where they have a byte in common', () => {
  const locks = new ByteRangeLocks();
  locks.take(ann, exclusive(10, 10));
  assert.ok(locks.take(bob, exclusive(0, 10)));
  assert.ok(locks.take(bob, exclusive(20, 5)));
  for (const [offset, length] of [
    [9, 2],
    [19, 1],
    [12, 3],
    [0, 100],
  ] as const) {
    assert.not(locks.take(bob, exclusive(offset, length)), `${length} bytes at ${offset}`);
  }
});

test('an empty range meets what it lies inside, and no other empty one', () => {
  const locks = new ByteRangeLocks();
  locks.take(ann, exclusive(10, 10));
  assert.not(locks.take(bob, exclusive(15, 0)));
  assert.ok(locks.take(bob, exclusive(10, 0)));
  assert.ok(locks.take(bob, exclusive(20, 0)));
  assert.ok(locks.take(ann, exclusive(20, 0)));
  assert.not(locks.take(ann, exclusive(19, 2)));
});

test('a lock may lie where no file has data', () => {
  const locks = new ByteRangeLocks();
  assert.ok(locks.take(ann, exclusive(LARGEST - 1n, 1)));
  assert.not(locks.take(bob, shared(0, LARGEST)));
  assert.ok(locks.take(bob, shared(0, LARGEST - 1n)));
});

test('only the owner gives a lock up, and only the very range', () => {
  const locks = new ByteRangeLocks();
  locks.take(ann, exclusive(10, 10));
  assert.not(locks.release(bob, 10n, 10n));
  assert.not(locks.release(ann, 10n, 9n));
  assert.not(locks.release(ann, 11n, 9n));
  assert.ok(locks.release(ann, 10n, 10n));
  assert.not(locks.release(ann, 10n, 10n));
});

test('of two locks upon each other the older goes first: what is left lets others share', () => {
  const locks = new ByteRangeLocks();
  locks.take(ann, exclusive(10, 10));
  locks.take(ann, shared(10, 10));
  assert.not(locks.take(bob, shared(10, 10)));
  locks.release(ann, 10n, 10n);
  assert.ok(locks.take(bob, shared(10, 10)));
  assert.not(locks.take(bob, exclusive(10, 10)));
});

test('an open that goes gives up all its locks and nobody else’s', () => {
  const locks = new ByteRangeLocks();
  locks.take(ann, exclusive(0, 1));
  locks.take(ann, exclusive(5, 1));
  locks.take(bob, exclusive(9, 1));
  locks.releaseAll(ann);
  assert.ok(locks.take(bob, exclusive(0, 9)));
  assert.not(locks.take(ann, exclusive(9, 1)));
});

test('an exclusive lock is for its owner to read and write, a shared one for all to read and none to write', () => {
  const locks = new ByteRangeLocks();
  locks.take(ann, exclusive(0, 10));
  locks.take(ann, shared(20, 10));
  const permitted = (owner: FileId, offset: number) =>
    [false, true].map((writing) => locks.permits(owner, offset, 5, writing));
  assert.equal(permitted(ann, 0), [true, true]);
  assert.equal(permitted(bob, 0), [false, false]);
  assert.equal(permitted(ann, 20), [true, false]);
  assert.equal(permitted(bob, 20), [true, false]);
  assert.equal(permitted(bob, 10), [true, true]);
  assert.ok(locks.permits(bob, 5, 0, true));
});

test('who waits hears of a lock that is given up, by itself or with its open', async () => {
  for (const giveUp of [
    (locks: ByteRangeLocks) => locks.release(ann, 0n, 1n),
    (locks: ByteRangeLocks) => locks.releaseAll(ann),
  ]) {
    const locks = new ByteRangeLocks();
    locks.take(ann, exclusive(0, 1));
    const changes = [locks.change(new AbortController().signal), locks.change(new AbortController().signal)];
    giveUp(locks);
    await Promise.all(changes);
  }
});

test('who waits no longer is let go', async () => {
  const locks = new ByteRangeLocks();
  const abort = new AbortController();
  const change = locks.change(abort.signal);
  abort.abort();
  await change;
  await locks.change(abort.signal);
});

test.run();
