import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MalformedError } from '../../../lib/errors.ts';
import {
  type NegotiateContext,
  readNegotiateContexts,
  SMB2_COMPRESSION_CAPABILITIES,
  SMB2_ENCRYPTION_AES128_GCM,
  SMB2_ENCRYPTION_AES256_GCM,
  SMB2_ENCRYPTION_CAPABILITIES,
  SMB2_NETNAME_NEGOTIATE_CONTEXT_ID,
  SMB2_PREAUTH_INTEGRITY_CAPABILITIES,
  SMB2_PREAUTH_INTEGRITY_SHA512,
  SMB2_SIGNING_AES_CMAC,
  SMB2_SIGNING_AES_GMAC,
  SMB2_SIGNING_CAPABILITIES,
  SMB2_SIGNING_HMAC_SHA256,
  writeNegotiateContexts,
} from '../../../lib/wire/contexts/negotiate-contexts.ts';
import { HEADER_SIZE } from '../../../lib/wire/header.ts';
import { assertTruncationRefused, bodyBytes, bodyReader, fields, utf16 } from '../../support/codec.ts';

const test = suite('wire/contexts/negotiate-contexts');

const contexts: NegotiateContext[] = [
  {
    contextType: SMB2_PREAUTH_INTEGRITY_CAPABILITIES,
    hashAlgorithms: [SMB2_PREAUTH_INTEGRITY_SHA512],
    salt: Buffer.from('salt!'),
  },
  {
    contextType: SMB2_ENCRYPTION_CAPABILITIES,
    ciphers: [SMB2_ENCRYPTION_AES256_GCM, SMB2_ENCRYPTION_AES128_GCM],
  },
  { contextType: SMB2_COMPRESSION_CAPABILITIES, data: Buffer.from('0100000000000000', 'hex') },
  { contextType: SMB2_NETNAME_NEGOTIATE_CONTEXT_ID, netName: 'nas' },
  {
    contextType: SMB2_SIGNING_CAPABILITIES,
    signingAlgorithms: [SMB2_SIGNING_AES_GMAC, SMB2_SIGNING_AES_CMAC, SMB2_SIGNING_HMAC_SHA256],
  },
  { contextType: 0x0100, data: Buffer.alloc(0) },
];

const bytes = fields(
  ['ContextType', '0100'],
  ['DataLength', '0b00'],
  ['Reserved', '00000000'],
  ['HashAlgorithmCount', '0100'],
  ['SaltLength', '0500'],
  ['HashAlgorithms', '0100'],
  ['Salt', Buffer.from('salt!')],
  ['Padding', '0000000000'],

  ['ContextType', '0200'],
  ['DataLength', '0600'],
  ['Reserved', '00000000'],
  ['CipherCount', '0200'],
  ['Ciphers', '0400 0200'],
  ['Padding', '0000'],

  ['ContextType', '0300'],
  ['DataLength', '0800'],
  ['Reserved', '00000000'],
  ['Data', '0100000000000000'],

  ['ContextType', '0500'],
  ['DataLength', '0600'],
  ['Reserved', '00000000'],
  ['NetName', utf16('nas')],
  ['Padding', '0000'],

  ['ContextType', '0800'],
  ['DataLength', '0800'],
  ['Reserved', '00000000'],
  ['SigningAlgorithmCount', '0300'],
  ['SigningAlgorithms', '0200 0100 0000'],

  ['ContextType', '0001'],
  ['DataLength', '0000'],
  ['Reserved', '00000000'],
);

function read(list: Buffer, count: number, offset = HEADER_SIZE): NegotiateContext[] {
  return readNegotiateContexts(bodyReader(list), offset, count);
}

function assertMalformed(list: Buffer, count: number, why?: string, offset = HEADER_SIZE): void {
  assert.throws(
    () => read(list, count, offset),
    (error: unknown) => error instanceof MalformedError,
    why,
  );
}

/** A context with these bytes as its data. */
function context(contextType: number, data: string | Uint8Array): Buffer {
  const head = Buffer.alloc(8);
  const body = fields(['Data', data]);
  head.writeUInt16LE(contextType, 0);
  head.writeUInt16LE(body.length, 2);
  return Buffer.concat([head, body, Buffer.alloc((8 - (body.length % 8)) % 8)]);
}

test('contexts are written one after the other, each 8-byte aligned, the last not padded', () => {
  let offset = 0;
  const written = bodyBytes((w) => {
    offset = writeNegotiateContexts(w, contexts);
  });
  assert.is(offset, HEADER_SIZE);
  assert.is(written.toString('hex'), bytes.toString('hex'));
});

test('the list starts at the next 8-byte boundary', () => {
  const written = bodyBytes((w) => {
    w.u16(0xffff);
    assert.is(writeNegotiateContexts(w, contexts), HEADER_SIZE + 8);
  });
  assert.is(written.toString('hex'), `ffff000000000000${bytes.toString('hex')}`);
});

test('contexts are read as they were written', () => {
  assert.equal(read(bytes, contexts.length), contexts);
});

test('only as many contexts are read as were counted', () => {
  assert.equal(read(bytes, 0), []);
  assert.equal(read(bytes, 2), contexts.slice(0, 2));
});

test('the offset of an empty list does not matter', () => {
  assert.equal(read(Buffer.alloc(0), 0, 0xffffffff), []);
});

test('what a context holds is found by looking into it', () => {
  const [preauth, encryption] = read(bytes, contexts.length);
  assert.ok(preauth && 'hashAlgorithms' in preauth && preauth.salt.toString() === 'salt!');
  assert.ok(encryption && 'ciphers' in encryption && encryption.ciphers.length === 2);
});

test('padding behind the last context is allowed', () => {
  assert.equal(read(Buffer.concat([bytes, Buffer.alloc(16)]), contexts.length), contexts);
});

test('a server without a common cipher answers 0', () => {
  assert.equal(read(context(SMB2_ENCRYPTION_CAPABILITIES, '0100 0000'), 1), [
    { contextType: SMB2_ENCRYPTION_CAPABILITIES, ciphers: [0] },
  ]);
});

test('an empty salt is a salt', () => {
  assert.equal(read(context(SMB2_PREAUTH_INTEGRITY_CAPABILITIES, '0100 0000 0100'), 1), [
    { contextType: SMB2_PREAUTH_INTEGRITY_CAPABILITIES, hashAlgorithms: [1], salt: Buffer.alloc(0) },
  ]);
});

test('a list that starts unaligned, in front of the body or behind the message is refused', () => {
  for (const offset of [0, 8, 56, 60, 65, 68, 71, HEADER_SIZE + bytes.length, 0xfffffff8, 0xffffffff]) {
    assertMalformed(bytes, contexts.length, `offset ${offset}`, offset);
  }
});

test('a list that would be right but for its alignment is refused', () => {
  const one = context(SMB2_SIGNING_CAPABILITIES, '0100 0100');
  assert.is(read(Buffer.concat([Buffer.alloc(8), one]), 1, HEADER_SIZE + 8).length, 1);
  assertMalformed(Buffer.concat([Buffer.alloc(4), one]), 1, '4 bytes in', HEADER_SIZE + 4);
});

test('more contexts than there are bytes for are refused', () => {
  assertMalformed(bytes, contexts.length + 1);
});

test('more contexts than anybody defines are refused before they are read', () => {
  const many = Buffer.concat(Array.from({ length: 33 }, (_, i) => context(0x1000 + i, '')));
  assert.is(read(many, 32).length, 32);
  assertMalformed(many, 33);
  assertMalformed(bytes, 0xffff);
});

test('two contexts of a type are refused', () => {
  for (const contextType of [1, 2, 3, 5, 8]) {
    const one = context(contextType, '0100 0000 0100');
    assert.is(read(one, 1).length, 1);
    assertMalformed(Buffer.concat([one, one]), 2, `type ${contextType}`);
  }
});

test('counts and lengths that reach out of their context are refused', () => {
  const hostile: ReadonlyArray<readonly [contextType: number, data: string, why: string]> = [
    [SMB2_PREAUTH_INTEGRITY_CAPABILITIES, '', 'nothing'],
    [SMB2_PREAUTH_INTEGRITY_CAPABILITIES, '0100 0000', 'no hash'],
    [SMB2_PREAUTH_INTEGRITY_CAPABILITIES, 'ffff 0000 0100', 'hashes beyond the end'],
    [SMB2_PREAUTH_INTEGRITY_CAPABILITIES, '0100 0100 0100', 'salt beyond the end'],
    [SMB2_PREAUTH_INTEGRITY_CAPABILITIES, '0100 ffff 0100 00', 'much salt beyond the end'],
    [SMB2_ENCRYPTION_CAPABILITIES, '', 'nothing'],
    [SMB2_ENCRYPTION_CAPABILITIES, '0200 0100', 'ciphers beyond the end'],
    [SMB2_ENCRYPTION_CAPABILITIES, 'ffff 0100', 'many ciphers beyond the end'],
    [SMB2_NETNAME_NEGOTIATE_CONTEXT_ID, '6100 62', 'an odd name'],
    [SMB2_SIGNING_CAPABILITIES, '', 'nothing'],
    [SMB2_SIGNING_CAPABILITIES, '0200 0100', 'algorithms beyond the end'],
  ];
  for (const [contextType, data, why] of hostile) {
    // What follows would be read if the context's own length did not hold.
    assertMalformed(Buffer.concat([context(contextType, data), Buffer.alloc(1024)]), 1, `${why} in ${contextType}`);
  }
});

test('a DataLength beyond the message is refused', () => {
  const long = context(0x0100, '00');
  long.writeUInt16LE(0xffff, 2);
  assertMalformed(long, 1);
});

test('decoded contexts outlive the received bytes', () => {
  const r = bodyReader(bytes);
  const decoded = readNegotiateContexts(r, HEADER_SIZE, contexts.length);
  r.bytes.fill(0xff);
  assert.equal(decoded, contexts);
});

test('a list cut short is refused', () => {
  assertTruncationRefused(bytes, (part) => read(part, contexts.length));
});

test.run();
