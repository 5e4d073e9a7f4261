import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MalformedError } from '../../../lib/errors.ts';
import {
  ACCESS_ALLOWED_ACE_TYPE,
  ACCESS_ALLOWED_CALLBACK_ACE_TYPE,
  ACCESS_DENIED_ACE_TYPE,
  ACL_REVISION,
  Acl,
  CONTAINER_INHERIT_ACE,
  OBJECT_INHERIT_ACE,
} from '../../../lib/wire/fscc/acl.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { assertStructure, assertTruncationRefused, fields } from '../../support/codec.ts';

const test = suite('wire/fscc/acl');

const none = Buffer.alloc(0);

const acl: Acl = {
  aclRevision: ACL_REVISION,
  aces: [
    { aceType: ACCESS_DENIED_ACE_TYPE, aceFlags: 0, mask: 0x00010000, sid: 'S-1-1-0', applicationData: none },
    {
      aceType: ACCESS_ALLOWED_ACE_TYPE,
      aceFlags: OBJECT_INHERIT_ACE | CONTAINER_INHERIT_ACE,
      mask: 0x001f01ff,
      sid: 'S-1-5-18',
      applicationData: none,
    },
  ],
};
const bytes = fields(
  ['AclRevision', '02'],
  ['Sbz1', '00'],
  ['AclSize', '3000'],
  ['AceCount', '0200'],
  ['Sbz2', '0000'],
  ['AceType', '01'],
  ['AceFlags', '00'],
  ['AceSize', '1400'],
  ['Mask', '00000100'],
  ['Sid', '01 01 000000000001 00000000'],
  ['AceType', '00'],
  ['AceFlags', '03'],
  ['AceSize', '1400'],
  ['Mask', 'ff011f00'],
  ['Sid', '01 01 000000000005 12000000'],
);

const assertRefused = (hostile: Buffer, why: string) =>
  assert.throws(
    () => Acl.read(new Reader(hostile)),
    (error: unknown) => error instanceof MalformedError,
    why,
  );

test('entries are written and read in their order', () => {
  assertStructure(Acl, acl, bytes);
});

test('a list without entries is written and read', () => {
  const empty = fields(
    ['AclRevision', '04'],
    ['Sbz1', '00'],
    ['AclSize', '0800'],
    ['AceCount', '0000'],
    ['Sbz2', '0000'],
  );
  assertStructure(Acl, { aclRevision: 4, aces: [] }, empty);
});

test('the condition of a callback entry, and the body of a type not known, are kept', () => {
  const kept = fields(
    ['AclRevision', '04'],
    ['Sbz1', '00'],
    ['AclSize', '2a00'],
    ['AceCount', '0200'],
    ['Sbz2', '0000'],
    ['AceType', '09'],
    ['AceFlags', '00'],
    ['AceSize', '1800'],
    ['Mask', '01000000'],
    ['Sid', '01 01 000000000001 00000000'],
    ['ApplicationData', '61727478'],
    ['AceType', '05'],
    ['AceFlags', '00'],
    ['AceSize', '0a00'],
    ['body', '010203040506'],
  );
  assertStructure(
    Acl,
    {
      aclRevision: 4,
      aces: [
        {
          aceType: ACCESS_ALLOWED_CALLBACK_ACE_TYPE,
          aceFlags: 0,
          mask: 1,
          sid: 'S-1-1-0',
          applicationData: Buffer.from('artx'),
        },
        { aceType: 0x05, aceFlags: 0, body: Buffer.from('010203040506', 'hex') },
      ],
    },
    kept,
  );
});

test('an ACL cut short is refused', () => {
  assertTruncationRefused(bytes, (part) => Acl.read(new Reader(part)));
});

test('more entries than the list has room for are refused', () => {
  for (const count of [3, 11, 0xffff]) {
    const hostile = Buffer.concat([bytes, Buffer.alloc(0x50000)]);
    hostile.writeUInt16LE(count, 4);
    assertRefused(hostile, `AceCount ${count}`);
  }
});

test('a list smaller than its header or its entries, or larger than the bytes, is refused', () => {
  for (const size of [0, 7, 8, 0x2f, 0x31, 0xffff]) {
    const hostile = Buffer.from(bytes);
    hostile.writeUInt16LE(size, 2);
    assertRefused(hostile, `AclSize ${size}`);
  }
});

test('an entry smaller than its header or its SID, or larger than the list, is refused', () => {
  for (const size of [0, 3, 4, 0x13, 0x29, 0xffff]) {
    const hostile = Buffer.from(bytes);
    hostile.writeUInt16LE(size, 10);
    assertRefused(hostile, `AceSize ${size}`);
  }
});

test('a SID that runs out of its entry is refused', () => {
  const hostile = Buffer.from(bytes);
  hostile.writeUInt8(2, 17);
  assertRefused(hostile, 'SubAuthorityCount 2');
});

test.run();
