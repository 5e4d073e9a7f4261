import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MalformedError } from '../../../lib/errors.ts';
import { readSid, writeSid } from '../../../lib/wire/fscc/sid.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { Writer } from '../../../lib/wire/writer.ts';
import { assertStructure, assertTruncationRefused, fields } from '../../support/codec.ts';

const test = suite('wire/fscc/sid');

const codec = { write: writeSid, read: readSid };

const domainUser = fields(
  ['Revision', '01'],
  ['SubAuthorityCount', '05'],
  ['IdentifierAuthority', '000000000005'],
  ['SubAuthority', '15000000 01000000 ffffffff 03000000 01020000'],
);

test('the SID of a domain user is written and read', () => {
  assertStructure(codec, 'S-1-5-21-1-4294967295-3-513', domainUser);
});

test('well-known SIDs are written and read', () => {
  const everyone = fields(
    ['Revision', '01'],
    ['SubAuthorityCount', '01'],
    ['IdentifierAuthority', '000000000001'],
    ['SubAuthority', '00000000'],
  );
  assertStructure(codec, 'S-1-1-0', everyone);
  const unixUser = fields(
    ['Revision', '01'],
    ['SubAuthorityCount', '02'],
    ['IdentifierAuthority', '000000000016'],
    ['SubAuthority', '01000000 e8030000'],
  );
  assertStructure(codec, 'S-1-22-1-1000', unixUser);
});

test('authorities from 2^32 on are written in hexadecimal', () => {
  const sid = (authority: string) =>
    fields(
      ['Revision', '01'],
      ['SubAuthorityCount', '01'],
      ['IdentifierAuthority', authority],
      ['SubAuthority', '07000000'],
    );
  assertStructure(codec, 'S-1-4294967295-7', sid('0000ffffffff'));
  assertStructure(codec, 'S-1-0x000100000000-7', sid('000100000000'));
  assertStructure(codec, 'S-1-0xFEDCBA987654-7', sid('fedcba987654'));
});

test('a SID has up to 15 parts', () => {
  const bytes = fields(
    ['Revision', '01'],
    ['SubAuthorityCount', '0f'],
    ['IdentifierAuthority', '000000000005'],
    ['SubAuthority', '01000000'.repeat(15)],
  );
  assertStructure(codec, `S-1-5${'-1'.repeat(15)}`, bytes);
  const none = fields(['Revision', '01'], ['SubAuthorityCount', '00'], ['IdentifierAuthority', '000000000005']);
  assertStructure(codec, 'S-1-5', none);
});

test('a SID cut short is refused', () => {
  assertTruncationRefused(domainUser, (part) => readSid(new Reader(part)));
});

test('another revision, and more parts than allowed, are refused', () => {
  for (const [at, value] of [
    [0, 0],
    [0, 2],
    [1, 16],
    [1, 255],
  ] as const) {
    const hostile = Buffer.concat([domainUser, Buffer.alloc(2000)]);
    hostile.writeUInt8(value, at);
    assert.throws(
      () => readSid(new Reader(hostile)),
      (error: unknown) => error instanceof MalformedError,
      `byte ${at} is ${value}`,
    );
  }
});

test('text that is no SID is a mistake of the caller', () => {
  const texts = [
    '',
    'ann',
    'S-1',
    'S-2-5-1',
    'S-1-5-',
    'S-1-5--1',
    'S-1-5-4294967296',
    'S-1-4294967296-1',
    'S-1-0x5-1',
    'S-1-5-x',
    'S-1-5-1 ',
    ' S-1-5-1',
    `S-1-5${'-1'.repeat(16)}`,
  ];
  for (const text of texts) {
    const w = new Writer();
    w.begin(0);
    assert.throws(
      () => writeSid(w, text),
      (error: unknown) => error instanceof TypeError,
      text,
    );
  }
});

test.run();
