import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  decodeName,
  encodeName,
  FILE_SERVER_SUFFIX,
  nameOfHost,
  skipName,
  WILDCARD_NAME,
} from '../../lib/transport/netbios-names.ts';
import { fields } from '../support/codec.ts';
import { assertMalformed } from '../support/malformed.ts';

const test = suite('transport/netbios-names');

const latin = (text: string): Buffer => Buffer.from(text, 'latin1');

test('encodes the example of RFC 1001, 14.1', () => {
  // There the 16th byte is a blank like the rest of the padding.
  const expected = fields(['length', '20'], ['letters', latin('EGFCEFEECACACACACACACACACACACACA')], ['root', '00']);
  assert.equal(encodeName({ name: 'FRED', suffix: 0x20 }), expected);
});

test('encodes *SMBSERVER with blanks, and the wildcard with zeros', () => {
  assert.is(
    encodeName({ name: '*SMBSERVER', suffix: FILE_SERVER_SUFFIX }).toString('latin1', 1, 33),
    'CKFDENECFDEFFCFGEFFCCACACACACACA',
  );
  assert.is(encodeName(WILDCARD_NAME).toString('latin1', 1, 33), 'CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA');
});

test('cuts a name to 15 bytes, so that its suffix stays', () => {
  const encoded = encodeName({ name: 'ABCDEFGHIJKLMNOPQ', suffix: 0x1d });
  assert.equal(decodeName(encoded, 0), { name: 'ABCDEFGHIJKLMNO', suffix: 0x1d, end: 34 });
});

test('reads back what it encodes, bytes above 127 and inner blanks included', () => {
  for (const name of ['A', 'TWO WORDS', '\xdcBUNG', '*', '']) {
    const padded = Buffer.concat([Buffer.alloc(3), encodeName({ name, suffix: 7 }), Buffer.alloc(3)]);
    assert.equal(decodeName(padded, 3), { name, suffix: 7, end: 37 });
  }
});

test('passes over a scope', () => {
  // RFC 1001, 14.1: FRED in the scope NETBIOS.COM
  const scope = fields(['length', '07'], ['label', latin('NETBIOS')], ['length', '03'], ['label', latin('COM')]);
  const bytes = Buffer.concat([encodeName({ name: 'FRED', suffix: 0x20 }).subarray(0, 33), scope, Buffer.alloc(1)]);
  assert.equal(decodeName(bytes, 0), { name: 'FRED', suffix: 0x20, end: 46 });
});

test('ends a domain name at a pointer', () => {
  assert.is(skipName(Buffer.from('c00cffff', 'hex'), 0), 2);
  assert.is(skipName(Buffer.from('0141c00c', 'hex'), 0), 4);
});

test('refuses names that are broken', () => {
  const name = encodeName({ name: 'FRED', suffix: 0x20 });
  for (let length = 0; length < name.length; length++) assertMalformed(() => decodeName(name.subarray(0, length), 0));
  const small = Buffer.from(name);
  small[5] = 0x40;
  const large = Buffer.from(name);
  large[32] = 0x51;
  const reserved = Buffer.from(name);
  reserved[0] = 0x60;
  for (const bytes of [small, large, reserved]) assertMalformed(() => decodeName(bytes, 0));
  assertMalformed(() => decodeName(Buffer.from('014100', 'hex'), 0), 'a label of another length');
  assertMalformed(() => skipName(Buffer.from('c0', 'hex'), 0), 'half a pointer');
  assertMalformed(() => decodeName(name, 40), 'beyond the end');
});

test('guesses the name of a host from its first label', () => {
  assert.is(nameOfHost('nas.example.org'), 'NAS');
  assert.is(nameOfHost('a-very-long-host-name'), 'A-VERY-LONG-HOS');
  for (const host of ['b\u00fccher.example', '', '.', 'a b', '*']) assert.is(nameOfHost(host), undefined);
});

test.run();
