import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SMB2_OPLOCK_LEVEL_II } from '../../../lib/wire/commands/create.ts';
import {
  OplockBreak,
  readOplockBreakNotification,
  SMB2_NOTIFY_BREAK_LEASE_FLAG_ACK_REQUIRED,
} from '../../../lib/wire/commands/oplock-break.ts';
import {
  SMB2_LEASE_HANDLE_CACHING,
  SMB2_LEASE_READ_CACHING,
  SMB2_LEASE_WRITE_CACHING,
} from '../../../lib/wire/contexts/lease.ts';
import { assertRequest, assertResponse, assertTruncationRefused, bodyReader, fields } from '../../support/codec.ts';
import { assertMalformed, overwritten } from '../../support/malformed.ts';

const test = suite('wire/commands/oplock-break');

const leaseKey = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');

const fileBreak = {
  structureSize: 24,
  oplockLevel: SMB2_OPLOCK_LEVEL_II,
  fileId: { persistent: 0x1122334455667788n, volatile: 0x99aabbccddeeff00n },
} as const;

const fileBreakBytes = fields(
  ['StructureSize', '1800'],
  ['OplockLevel', '01'],
  ['Reserved', '00'],
  ['Reserved2', '00000000'],
  ['FileId.Persistent', '8877665544332211'],
  ['FileId.Volatile', '00ffeeddccbbaa99'],
);

const leaseBreak = { structureSize: 36, flags: 0, leaseKey, leaseState: SMB2_LEASE_READ_CACHING } as const;

const leaseBreakBytes = fields(
  ['StructureSize', '2400'],
  ['Reserved', '0000'],
  ['Flags', '00000000'],
  ['LeaseKey', leaseKey],
  ['LeaseState', '01000000'],
  ['LeaseDuration', '0000000000000000'],
);

const leaseNotification = {
  structureSize: 44,
  newEpoch: 0x1234,
  flags: SMB2_NOTIFY_BREAK_LEASE_FLAG_ACK_REQUIRED,
  leaseKey,
  currentLeaseState: SMB2_LEASE_READ_CACHING | SMB2_LEASE_HANDLE_CACHING | SMB2_LEASE_WRITE_CACHING,
  newLeaseState: SMB2_LEASE_READ_CACHING | SMB2_LEASE_HANDLE_CACHING,
} as const;

const leaseNotificationBytes = fields(
  ['StructureSize', '2c00'],
  ['NewEpoch', '3412'],
  ['Flags', '01000000'],
  ['LeaseKey', leaseKey],
  ['CurrentLeaseState', '07000000'],
  ['NewLeaseState', '03000000'],
  ['BreakReason', '00000000'],
  ['AccessMaskHint', '00000000'],
  ['ShareMaskHint', '00000000'],
);

const readRequest = (bytes: Buffer) => OplockBreak.readRequest(bodyReader(bytes));
const readResponse = (bytes: Buffer) => OplockBreak.readResponse(bodyReader(bytes));
const readNotification = (bytes: Buffer) => readOplockBreakNotification(bodyReader(bytes));

test('the break of an oplock has one shape for notification, acknowledgment and response', () => {
  assertRequest(OplockBreak, fileBreak, fileBreakBytes);
  assertResponse(OplockBreak, fileBreak, fileBreakBytes);
  assert.equal(readNotification(fileBreakBytes), fileBreak);
});

test('the break of a lease has one shape for acknowledgment and response', () => {
  assertRequest(OplockBreak, leaseBreak, leaseBreakBytes);
  assertResponse(OplockBreak, leaseBreak, leaseBreakBytes);
});

test('the notification of a broken lease has a shape of its own', () => {
  assertResponse(OplockBreak, leaseNotification, leaseNotificationBytes);
  assert.equal(readNotification(leaseNotificationBytes), leaseNotification);
});

test('a client cannot send a lease notification, nor a server an unasked lease response', () => {
  assertMalformed(() => readRequest(leaseNotificationBytes));
  assertMalformed(() => readNotification(leaseBreakBytes));
});

test('every shape cut short anywhere is refused', () => {
  for (const bytes of [fileBreakBytes, leaseBreakBytes, leaseNotificationBytes]) {
    assertTruncationRefused(bytes, readResponse);
    assertTruncationRefused(bytes, readRequest);
    assertTruncationRefused(bytes, readNotification);
  }
});

test('a break of any other size is refused', () => {
  for (const size of ['0000', '0900', '1900', '2500', '2d00', 'ffff']) {
    assertMalformed(() => readResponse(overwritten(leaseNotificationBytes, 0, size)), `StructureSize ${size}`);
  }
});

test('a received lease key outlives its frame', () => {
  for (const [bytes, expected] of [
    [leaseNotificationBytes, leaseNotification],
    [leaseBreakBytes, leaseBreak],
  ] as const) {
    const frame = bodyReader(bytes);
    const received = OplockBreak.readResponse(frame);
    frame.bytes.fill(0xee);
    assert.equal(received, expected);
  }
});

test.run();
