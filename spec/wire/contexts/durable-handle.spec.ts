import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  DurableHandleReconnectContext,
  DurableHandleReconnectV2Context,
  DurableHandleRequestContext,
  DurableHandleRequestV2Context,
  DurableHandleResponseContext,
  DurableHandleResponseV2Context,
  SMB2_DHANDLE_FLAG_PERSISTENT,
} from '../../../lib/wire/contexts/durable-handle.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { assertStructure, assertTruncationRefused, fields } from '../../support/codec.ts';

const test = suite('wire/contexts/durable-handle');

const fileId = { persistent: 0x1122334455667788n, volatile: 0x99aabbccddeeff00n };
const createGuid = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');

test('DHnQ is 16 reserved bytes when asked for, and 8 when granted', () => {
  const request = fields(['DurableRequest', '00000000000000000000000000000000']);
  assertStructure(DurableHandleRequestContext, {}, request);
  assertTruncationRefused(request, (part) => DurableHandleRequestContext.read(new Reader(part)));
  const response = fields(['Reserved', '0000000000000000']);
  assertStructure(DurableHandleResponseContext, {}, response);
  assertTruncationRefused(response, (part) => DurableHandleResponseContext.read(new Reader(part)));
});

test('DHnC is the FileId of the lost open', () => {
  const bytes = fields(['Data.Persistent', '8877665544332211'], ['Data.Volatile', '00ffeeddccbbaa99']);
  assertStructure(DurableHandleReconnectContext, { fileId }, bytes);
  assertTruncationRefused(bytes, (part) => DurableHandleReconnectContext.read(new Reader(part)));
});

test('DH2Q is asked for with a timeout, flags and a GUID', () => {
  const bytes = fields(
    ['Timeout', '60ea0000'],
    ['Flags', '02000000'],
    ['Reserved', '0000000000000000'],
    ['CreateGuid', createGuid],
  );
  assertStructure(
    DurableHandleRequestV2Context,
    { timeout: 60000, flags: SMB2_DHANDLE_FLAG_PERSISTENT, createGuid },
    bytes,
  );
  assertTruncationRefused(bytes, (part) => DurableHandleRequestV2Context.read(new Reader(part)));
});

test('DH2Q is granted with a timeout and flags', () => {
  const bytes = fields(['Timeout', '60ea0000'], ['Flags', '00000000']);
  assertStructure(DurableHandleResponseV2Context, { timeout: 60000, flags: 0 }, bytes);
  assertTruncationRefused(bytes, (part) => DurableHandleResponseV2Context.read(new Reader(part)));
});

test('DH2C is the FileId of the lost open, its GUID and flags', () => {
  const bytes = fields(
    ['FileId.Persistent', '8877665544332211'],
    ['FileId.Volatile', '00ffeeddccbbaa99'],
    ['CreateGuid', createGuid],
    ['Flags', '02000000'],
  );
  assertStructure(DurableHandleReconnectV2Context, { fileId, createGuid, flags: SMB2_DHANDLE_FLAG_PERSISTENT }, bytes);
  assertTruncationRefused(bytes, (part) => DurableHandleReconnectV2Context.read(new Reader(part)));
});

test('a received GUID outlives its frame', () => {
  const frame = Buffer.concat([Buffer.alloc(16), createGuid, Buffer.alloc(4)]);
  const request = DurableHandleRequestV2Context.read(new Reader(frame));
  const reconnect = DurableHandleReconnectV2Context.read(new Reader(frame));
  frame.fill(0xee);
  assert.equal(request.createGuid, createGuid);
  assert.equal(reconnect.createGuid, createGuid);
});

test.run();
