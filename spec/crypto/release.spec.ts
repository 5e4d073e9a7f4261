import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { release } from '../../lib/crypto/release.ts';

const test = suite('crypto/release');

const MIB = 1024 * 1024;

test('memory is given back without the garbage collector', () => {
  const before = process.memoryUsage().arrayBuffers;
  const released = Array.from({ length: 100 }, () => {
    const buffer = Buffer.alloc(MIB);
    release(buffer);
    return buffer;
  });
  assert.ok(process.memoryUsage().arrayBuffers - before < 50 * MIB);
  assert.ok(released.every(({ length }) => length === 0));
});

test('memory that belongs to others too is left alone', () => {
  const whole = Buffer.alloc(100, 7);
  const part = whole.subarray(10, 20);
  release(part);
  assert.is(part.length, 10);
  assert.is(whole[15], 7);
});

test.run();
