import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  Lock,
  SMB2_LOCKFLAG_EXCLUSIVE_LOCK,
  SMB2_LOCKFLAG_FAIL_IMMEDIATELY,
  SMB2_LOCKFLAG_SHARED_LOCK,
} from '../../../lib/wire/commands/lock.ts';
import { assertRequest, assertResponse, assertTruncationRefused, bodyReader, fields } from '../../support/codec.ts';
import { assertMalformed, overwritten } from '../../support/malformed.ts';

const test = suite('wire/commands/lock');

const request = {
  lockSequenceNumber: 0xf,
  lockSequenceIndex: 0x40,
  fileId: { persistent: 0x1122334455667788n, volatile: 0x99aabbccddeeff00n },
  locks: [
    { offset: 0n, length: 0x7fffffffffffffffn, flags: SMB2_LOCKFLAG_SHARED_LOCK },
    {
      offset: 0xfffffffffffffff0n,
      length: 15n,
      flags: SMB2_LOCKFLAG_EXCLUSIVE_LOCK | SMB2_LOCKFLAG_FAIL_IMMEDIATELY,
    },
  ],
};

const requestBytes = fields(
  ['StructureSize', '3000'],
  ['LockCount', '0200'],
  ['LockSequenceNumber, LockSequenceIndex', '0f040000'],
  ['FileId.Persistent', '8877665544332211'],
  ['FileId.Volatile', '00ffeeddccbbaa99'],
  ['Offset', '0000000000000000'],
  ['Length', 'ffffffffffffff7f'],
  ['Flags', '01000000'],
  ['Reserved', '00000000'],
  ['Offset', 'f0ffffffffffffff'],
  ['Length', '0f00000000000000'],
  ['Flags', '12000000'],
  ['Reserved', '00000000'],
);

const responseBytes = fields(['StructureSize', '0400'], ['Reserved', '0000']);

const readRequest = (bytes: Buffer) => Lock.readRequest(bodyReader(bytes));
const readResponse = (bytes: Buffer) => Lock.readResponse(bodyReader(bytes));

test('a request lists ranges in 64 bits, as far as 2^64', () => assertRequest(Lock, request, requestBytes));

test('the highest sequence index keeps its top bit', () => {
  const read = readRequest(overwritten(requestBytes, 4, 'f1ffffff'));
  assert.is(read.lockSequenceNumber, 1);
  assert.is(read.lockSequenceIndex, 0xfffffff);
});

test('a request cut short anywhere, or of another size, is refused', () => {
  assertTruncationRefused(requestBytes, readRequest);
  assertMalformed(() => readRequest(overwritten(requestBytes, 0, '3100')));
});

test('a request with fewer locks than it counts is refused', () => {
  assertMalformed(() => readRequest(overwritten(requestBytes, 2, '0300')));
  assertMalformed(() => readRequest(overwritten(requestBytes, 2, 'ffff')));
});

test('a response is empty', () => assertResponse(Lock, {}, responseBytes));

test('a response cut short anywhere, or of another size, is refused', () => {
  assertTruncationRefused(responseBytes, readResponse);
  assertMalformed(() => readResponse(overwritten(responseBytes, 0, '0900')));
});

test.run();
