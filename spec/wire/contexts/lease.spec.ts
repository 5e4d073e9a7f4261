import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  LeaseContext,
  SMB2_LEASE_FLAG_PARENT_LEASE_KEY_SET,
  SMB2_LEASE_HANDLE_CACHING,
  SMB2_LEASE_READ_CACHING,
} from '../../../lib/wire/contexts/lease.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { assertStructure, assertTruncationRefused, fields } from '../../support/codec.ts';
import { assertMalformed } from '../../support/malformed.ts';

const test = suite('wire/contexts/lease');

const read = (bytes: Buffer) => LeaseContext.read(new Reader(bytes));
const leaseKey = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
const parentLeaseKey = Buffer.from('101112131415161718191a1b1c1d1e1f', 'hex');
const leaseState = SMB2_LEASE_READ_CACHING | SMB2_LEASE_HANDLE_CACHING;

const v1 = fields(
  ['LeaseKey', leaseKey],
  ['LeaseState', '03000000'],
  ['LeaseFlags', '02000000'],
  ['LeaseDuration', '0000000000000000'],
);

const v2 = fields(
  ['LeaseKey', leaseKey],
  ['LeaseState', '03000000'],
  ['Flags', '04000000'],
  ['LeaseDuration', '0000000000000000'],
  ['ParentLeaseKey', parentLeaseKey],
  ['Epoch', '3412'],
  ['Reserved', '0000'],
);

test('RqLs of version 1 has 32 bytes', () => {
  assertStructure(LeaseContext, { version: 1, leaseKey, leaseState, flags: 2 }, v1);
});

test('RqLs of version 2 adds a parent and an epoch', () => {
  const flags = SMB2_LEASE_FLAG_PARENT_LEASE_KEY_SET;
  assertStructure(LeaseContext, { version: 2, leaseKey, leaseState, flags, parentLeaseKey, epoch: 0x1234 }, v2);
});

test('RqLs of any other size is refused', () => {
  assertTruncationRefused(v1, read);
  for (let length = v1.length + 1; length < v2.length; length++) {
    assertMalformed(() => read(v2.subarray(0, length)), `${length} bytes`);
  }
  assertMalformed(() => read(Buffer.concat([v2, Buffer.alloc(1)])), 'too long');
});

test('received keys outlive their frame', () => {
  const frame = Buffer.from(v2);
  const lease = read(frame);
  frame.fill(0xee);
  assert.equal(lease, { version: 2, leaseKey, leaseState, flags: 4, parentLeaseKey, epoch: 0x1234 });
});

test.run();
