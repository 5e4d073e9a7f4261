import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  applicationContent,
  encodedBytes,
  enumerated,
  generalString,
  newApplication,
  newEnumerated,
  newGeneralString,
  newObjectIdentifier,
  newOctetString,
  newSequence,
  newTag,
  objectIdentifier,
  octetString,
  readDer,
  sequenceContent,
  tagContent,
  taggedFields,
  writeDer,
} from '../../lib/auth/der.ts';
import { MalformedError } from '../../lib/errors.ts';
import { assertTruncationRefused, fields } from '../support/codec.ts';
import { flippedBits } from './flipped-bits.ts';

const test = suite('auth/der');

const malformed = (error: unknown): boolean => error instanceof MalformedError;
const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

const EXAMPLE = fields(
  ['[APPLICATION 0]', '60 1d'],
  ['OBJECT IDENTIFIER 1.3.6.1.5.5.2', '06 06 2b 06 01 05 05 02'],
  ['[0]', 'a0 13'],
  ['SEQUENCE', '30 11'],
  ['[0]', 'a0 03'],
  ['ENUMERATED 3', '0a 01 03'],
  ['[2]', 'a2 04'],
  ['OCTET STRING', '04 02 30 80'],
  ['[3]', 'a3 04'],
  ['GeneralString', '1b 02 68 69'],
);

test('elements are written in the shortest form', () => {
  const element = newApplication(
    0,
    newObjectIdentifier('1.3.6.1.5.5.2'),
    newTag(
      0,
      newSequence(
        newTag(0, newEnumerated(3)),
        newTag(2, newOctetString(hex('3080'))),
        newTag(3, newGeneralString('hi')),
      ),
    ),
  );
  assert.is(writeDer(element).toString('hex'), EXAMPLE.toString('hex'));
  assert.is(writeDer(newOctetString(Buffer.alloc(0x80))).toString('hex', 0, 3), '048180');
  assert.is(writeDer(newOctetString(Buffer.alloc(0x100))).toString('hex', 0, 4), '04820100');
});

test('elements are read back, and the inside of an OCTET STRING is left alone', () => {
  const [oid, body] = applicationContent(readDer(EXAMPLE), 0) ?? [];
  assert.is(objectIdentifier(oid), '1.3.6.1.5.5.2');
  const parts = taggedFields(tagContent(body, 0));
  assert.equal([...parts.keys()], [0, 2, 3]);
  const [state, token, hint] = [...parts.values()];
  if (state === undefined || token === undefined || hint === undefined) throw new Error('three fields');
  assert.is(enumerated(state), 3);
  assert.is(octetString(token).toString('hex'), '3080');
  assert.is(generalString(hint), 'hi');
  assert.is(encodedBytes(token).toString('hex'), '04023080');
});

test('a kept OCTET STRING is a copy of what was received', () => {
  const received = hex('0403616263');
  const kept = octetString(readDer(received));
  received.fill(0);
  assert.is(kept.toString(), 'abc');
});

test('an element cut short at any byte is malformed', () => {
  assertTruncationRefused(EXAMPLE, readDer);
});

test('bytes behind an element are malformed', () => {
  assert.throws(() => readDer(Buffer.concat([EXAMPLE, Buffer.alloc(1)])), malformed);
});

test('hostile lengths are malformed', () => {
  for (const bytes of [
    '04 84 ff ff ff ff 00', // far more than there is
    '04 88 ff ff ff ff ff ff ff ff 00',
    '04 ff 01', // a length of 127 bytes
    '30 03 04 05 00', // a child that is longer than its parent
    '30 80 04 01 00 00 00', // indefinite
    '30 06 30 80 04 00 00 00', // indefinite, one level down
    'a0 80 00 00',
  ]) {
    assert.throws(() => readDer(hex(bytes)), malformed, bytes);
  }
});

test('nesting without end is malformed', () => {
  let bytes = hex('0500');
  for (let depth = 0; depth < 1000; depth++) {
    const length = bytes.length < 0x80 ? [bytes.length] : [0x82, bytes.length >> 8, bytes.length & 0xff];
    bytes = Buffer.concat([Buffer.from([0x30, ...length]), bytes]);
  }
  assert.throws(() => readDer(bytes), malformed);
});

test('a time that is none is malformed, be it in a place where no time belongs', () => {
  for (const bytes of ['1801ff', '3003 1801ff']) assert.throws(() => readDer(hex(bytes)), malformed, bytes);
});

test('a crowd of elements is malformed', () => {
  const content = Buffer.concat(Array.from({ length: 1000 }, () => hex('0500')));
  assert.throws(() => readDer(Buffer.concat([hex('308207d0'), content])), malformed);
});

test('an element of another type than expected is malformed', () => {
  const number = readDer(hex('0a0101'));
  assert.is(applicationContent(number, 0), undefined);
  for (const read of [objectIdentifier, octetString, generalString, sequenceContent, taggedFields]) {
    assert.throws(() => read(number), malformed, read.name);
  }
  assert.throws(() => enumerated(readDer(hex('0400'))), malformed);
  assert.throws(() => enumerated(readDer(hex('0a09010203040506070809'))), malformed);
  assert.throws(() => octetString(readDer(hex('2403040161'))), malformed);
  assert.throws(() => objectIdentifier(undefined), malformed);
  assert.throws(() => tagContent(undefined, 0), malformed);
  assert.throws(() => tagContent(number, 0), malformed);
  assert.throws(() => tagContent(readDer(hex('a1030a0101')), 0), malformed);
});

test('fields that are missing their tag, come twice or hold two elements are malformed', () => {
  assert.throws(() => taggedFields(readDer(hex('30030a0101'))), malformed);
  assert.throws(() => taggedFields(readDer(hex('300aa0030a0101a0030a0101'))), malformed);
  assert.throws(() => taggedFields(readDer(hex('3008a0060a01010a0101'))), malformed);
  assert.throws(() => taggedFields(readDer(hex('3002a000'))), malformed);
});

test('whatever bit is flipped, the result is an element or a MalformedError', () => {
  for (const [bytes, bit] of flippedBits(EXAMPLE)) {
    try {
      readDer(bytes);
    } catch (error) {
      assert.ok(malformed(error), `bit ${bit}: ${error}`);
    }
  }
});

test.run();
