import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MalformedError } from '../../lib/errors.ts';
import {
  FLAGS_OFFSET,
  HEADER_SIZE,
  type Header,
  MESSAGE_ID_OFFSET,
  NEXT_COMMAND_OFFSET,
  readHeader,
  SIGNATURE_OFFSET,
  SIGNATURE_SIZE,
  SMB2_FLAGS_ASYNC_COMMAND,
  SMB2_FLAGS_RELATED_OPERATIONS,
  SMB2_FLAGS_SERVER_TO_REDIR,
  SMB2_FLAGS_SIGNED,
  UNSOLICITED_MESSAGE_ID,
  writeHeader,
} from '../../lib/wire/header.ts';
import { Reader } from '../../lib/wire/reader.ts';
import { Writer } from '../../lib/wire/writer.ts';
import { assertTruncationRefused, fields } from '../support/codec.ts';

const test = suite('wire/header');

const sync: Header = {
  creditCharge: 2,
  status: 0xc0000022,
  command: 0x0008,
  credits: 31,
  flags: SMB2_FLAGS_SERVER_TO_REDIR | SMB2_FLAGS_SIGNED,
  messageId: 0x1_0000_0005,
  asyncId: 0n,
  treeId: 0x11223344,
  sessionId: 0x8877665544332211n,
};

const syncFields: ReadonlyArray<readonly [string, string]> = [
  ['ProtocolId', 'fe534d42'],
  ['StructureSize', '4000'],
  ['CreditCharge', '0200'],
  ['Status', '220000c0'],
  ['Command', '0800'],
  ['CreditResponse', '1f00'],
  ['Flags', '09000000'],
  ['NextCommand', '00000000'],
  ['MessageId', '0500000001000000'],
  ['Reserved', '00000000'],
  ['TreeId', '44332211'],
  ['SessionId', '1122334455667788'],
  ['Signature', '00'.repeat(16)],
];

const syncBytes = fields(...syncFields);

const async: Header = {
  creditCharge: 0,
  status: 0x00000103,
  command: 0x000f,
  credits: 1,
  flags: SMB2_FLAGS_SERVER_TO_REDIR | SMB2_FLAGS_ASYNC_COMMAND,
  messageId: 7,
  asyncId: 0xfedcba9876543210n,
  treeId: 0,
  sessionId: 1n,
};

const asyncBytes = fields(
  ['ProtocolId', 'fe534d42'],
  ['StructureSize', '4000'],
  ['CreditCharge', '0000'],
  ['Status', '03010000'],
  ['Command', '0f00'],
  ['CreditResponse', '0100'],
  ['Flags', '03000000'],
  ['NextCommand', '00000000'],
  ['MessageId', '0700000000000000'],
  ['AsyncId', '1032547698badcfe'],
  ['SessionId', '0100000000000000'],
  ['Signature', '00'.repeat(16)],
);

function written(h: Header): Buffer {
  const w = new Writer();
  w.begin(0);
  writeHeader(w, h);
  return Buffer.concat(w.finish());
}

/** The synchronous header with one field's bytes replaced. */
function syncWith(name: string, hex: string): Buffer {
  return fields(...syncFields.map(([field, value]) => [field, field === name ? hex : value] as const));
}

test('a synchronous header carries the TreeId', () => {
  assert.is(written(sync).toString('hex'), syncBytes.toString('hex'));
  assert.equal(readHeader(new Reader(syncBytes)), sync);
});

test('an asynchronous header carries the AsyncId in the TreeId’s place', () => {
  assert.is(written(async).toString('hex'), asyncBytes.toString('hex'));
  assert.equal(readHeader(new Reader(asyncBytes)), async);
});

test('an unsolicited message has a MessageId of all ones', () => {
  const bytes = syncWith('MessageId', 'ffffffffffffffff');
  const header = readHeader(new Reader(bytes));
  assert.is(header.messageId, UNSOLICITED_MESSAGE_ID);
  assert.is(written(header).toString('hex'), bytes.toString('hex'));
});

test('a MessageId is exact up to 2^53-1 and refused above', () => {
  const largest = syncWith('MessageId', 'ffffffffffff1f00');
  assert.is(readHeader(new Reader(largest)).messageId, Number.MAX_SAFE_INTEGER);
  assert.is(written({ ...sync, messageId: Number.MAX_SAFE_INTEGER }).toString('hex'), largest.toString('hex'));
  for (const hex of ['0000000000002000', 'feffffffffffffff', '00000000ffffffff']) {
    assert.throws(
      () => readHeader(new Reader(syncWith('MessageId', hex))),
      (error: unknown) => error instanceof MalformedError,
      hex,
    );
  }
});

test('reserved fields, NextCommand and the signature are ignored when reading', () => {
  const bytes = fields(
    ...syncFields.map(([field, value]): readonly [string, string] => {
      if (field === 'Reserved') return [field, 'fffe0000'];
      if (field === 'NextCommand') return [field, '78000000'];
      if (field === 'Signature') return [field, 'ab'.repeat(16)];
      return [field, value];
    }),
  );
  assert.equal(readHeader(new Reader(bytes)), sync);
});

test('the reader is left at the body', () => {
  const r = new Reader(Buffer.concat([Buffer.alloc(8), syncBytes, Buffer.from([4, 0])]), 8);
  readHeader(r);
  assert.is(r.offset, HEADER_SIZE);
  assert.is(r.u16(), 4);
});

test('NextCommand can be patched when the next message is known', () => {
  const w = new Writer();
  w.begin(0);
  const nextCommand = writeHeader(w, { ...sync, flags: SMB2_FLAGS_RELATED_OPERATIONS });
  w.u32(4);
  w.align(8);
  w.patch32(nextCommand, w.offset);
  const message = Buffer.concat(w.finish());
  assert.is(message.readUInt32LE(NEXT_COMMAND_OFFSET), 72);
  assert.is(message.length, 72);
});

test('the offsets name the fields’ places', () => {
  const bytes = written({ ...sync, flags: 0x0a0b0c01, messageId: 0x0102 });
  assert.is(bytes.readUInt32LE(FLAGS_OFFSET), 0x0a0b0c01);
  assert.is(bytes.readUInt32LE(MESSAGE_ID_OFFSET), 0x0102);
  assert.is(SIGNATURE_OFFSET + SIGNATURE_SIZE, HEADER_SIZE);
  assert.is(bytes.length, HEADER_SIZE);
});

test('a header lies in one piece even where memory runs out', () => {
  const w = new Writer();
  w.begin(0);
  w.bytes(Buffer.alloc(64 * 1024 - 30));
  writeHeader(w, sync);
  const pieces = w.finish();
  assert.is(pieces.at(-1)?.toString('hex'), syncBytes.toString('hex'));
});

test('SMB1, encrypted and foreign messages are refused', () => {
  for (const protocolId of ['ff534d42', 'fd534d42', 'fc534d42', '00000000']) {
    assert.throws(
      () => readHeader(new Reader(syncWith('ProtocolId', protocolId))),
      (error: unknown) => error instanceof MalformedError,
      protocolId,
    );
  }
});

test('another StructureSize is refused', () => {
  assert.throws(
    () => readHeader(new Reader(syncWith('StructureSize', '4100'))),
    (error: unknown) => error instanceof MalformedError,
  );
});

test('a header cut short is refused', () => {
  assertTruncationRefused(syncBytes, (part) => readHeader(new Reader(part)));
  assertTruncationRefused(asyncBytes, (part) => readHeader(new Reader(part)));
});

test.run();
