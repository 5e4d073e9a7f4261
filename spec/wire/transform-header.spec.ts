import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MalformedError } from '../../lib/errors.ts';
import { Reader } from '../../lib/wire/reader.ts';
import {
  readTransformHeader,
  TRANSFORM_AAD_OFFSET,
  TRANSFORM_HEADER_SIZE,
  TRANSFORM_NONCE_OFFSET,
  TRANSFORM_NONCE_SIZE,
  TRANSFORM_SIGNATURE_OFFSET,
  TRANSFORM_SIGNATURE_SIZE,
  type TransformHeader,
  writeTransformHeader,
} from '../../lib/wire/transform-header.ts';
import { Writer } from '../../lib/wire/writer.ts';
import { assertTruncationRefused, fields } from '../support/codec.ts';

const test = suite('wire/transform-header');

const nonce = Buffer.from('0102030405060708090a0b0000000000', 'hex');

const header: TransformHeader = { nonce, originalMessageSize: 104, sessionId: 0x1122334455667788n };

const headerFields: ReadonlyArray<readonly [string, string | Uint8Array]> = [
  ['ProtocolId', 'fd534d42'],
  ['Signature', '00'.repeat(16)],
  ['Nonce', nonce],
  ['OriginalMessageSize', '68000000'],
  ['Reserved', '0000'],
  ['Flags', '0100'],
  ['SessionId', '8877665544332211'],
];

const bytes = fields(...headerFields);

/** The header with one field's bytes replaced. */
function headerWith(name: string, hex: string): Buffer {
  return fields(...headerFields.map(([field, value]) => [field, field === name ? hex : value] as const));
}

function assertMalformed(read: () => unknown, why?: string): void {
  assert.throws(read, (error: unknown) => error instanceof MalformedError, why);
}

test('the header is written with an empty signature', () => {
  const w = new Writer();
  w.begin(0);
  writeTransformHeader(w, header);
  assert.is(Buffer.concat(w.finish()).toString('hex'), bytes.toString('hex'));
});

test('the header is read as it was written', () => {
  assert.equal(readTransformHeader(new Reader(bytes), 104), header);
});

test('what follows the header in the same bytes is the encrypted message', () => {
  const r = new Reader(Buffer.concat([bytes, Buffer.alloc(104)]));
  assert.equal(readTransformHeader(r), header);
  assert.is(r.remaining, 104);
});

test('signature and reserved bytes are ignored when reading', () => {
  assert.equal(readTransformHeader(new Reader(headerWith('Signature', 'ab'.repeat(16))), 104), header);
  assert.equal(readTransformHeader(new Reader(headerWith('Reserved', 'ffff')), 104), header);
});

test('the offsets name the fields’ places', () => {
  assert.is(bytes.length, TRANSFORM_HEADER_SIZE);
  const signed = headerWith('Signature', 'ab'.repeat(16));
  assert.is(
    signed.subarray(TRANSFORM_SIGNATURE_OFFSET, TRANSFORM_SIGNATURE_OFFSET + TRANSFORM_SIGNATURE_SIZE).toString('hex'),
    'ab'.repeat(16),
  );
  assert.ok(bytes.subarray(TRANSFORM_NONCE_OFFSET, TRANSFORM_NONCE_OFFSET + TRANSFORM_NONCE_SIZE).equals(nonce));
  assert.is(TRANSFORM_AAD_OFFSET, TRANSFORM_SIGNATURE_OFFSET + TRANSFORM_SIGNATURE_SIZE);
});

test('a header lies in one piece even where memory runs out', () => {
  const w = new Writer();
  w.begin(0);
  w.bytes(Buffer.alloc(64 * 1024 - 20));
  writeTransformHeader(w, header);
  assert.is(w.finish().at(-1)?.toString('hex'), bytes.toString('hex'));
});

test('other protocols and other flags are refused', () => {
  for (const hex of ['fe534d42', 'fc534d42', 'ff534d42']) {
    assertMalformed(() => readTransformHeader(new Reader(headerWith('ProtocolId', hex)), 104), hex);
  }
  for (const hex of ['0000', '0200', '0300']) {
    assertMalformed(() => readTransformHeader(new Reader(headerWith('Flags', hex)), 104), hex);
  }
});

test('bytes that were not encrypted with the rest, or are missing, are refused', () => {
  for (const size of [0, 103, 105, 0xffffffff]) {
    assertMalformed(() => readTransformHeader(new Reader(bytes), size), `${size} bytes`);
  }
});

test('an encrypted message shorter than an SMB2 header is refused', () => {
  assertMalformed(() => readTransformHeader(new Reader(headerWith('OriginalMessageSize', '3f000000')), 63));
  assert.is(readTransformHeader(new Reader(headerWith('OriginalMessageSize', '40000000')), 64).originalMessageSize, 64);
});

test('a decoded nonce outlives the received bytes', () => {
  const received = Buffer.from(bytes);
  const decoded = readTransformHeader(new Reader(received), 104);
  received.fill(0);
  assert.ok(decoded.nonce.equals(nonce));
});

test('a header cut short is refused', () => {
  assertTruncationRefused(bytes, (part) => readTransformHeader(new Reader(part), 104));
  assertTruncationRefused(Buffer.concat([bytes, Buffer.alloc(104)]), (part) => readTransformHeader(new Reader(part)));
});

test.run();
