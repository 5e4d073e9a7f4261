import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MalformedError } from '../../../lib/errors.ts';
import { ACCESS_ALLOWED_ACE_TYPE, ACL_REVISION, type Acl, SYSTEM_AUDIT_ACE_TYPE } from '../../../lib/wire/fscc/acl.ts';
import {
  SE_DACL_PRESENT,
  SE_DACL_PROTECTED,
  SE_SACL_PRESENT,
  SE_SELF_RELATIVE,
  SecurityDescriptor,
} from '../../../lib/wire/fscc/security-descriptor.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { assertStructure, assertTruncationRefused, bodyBytes, fields, structureBytes } from '../../support/codec.ts';

const test = suite('wire/fscc/security-descriptor');

const aclOf = (aceType: number, aceFlags: number): Acl => ({
  aclRevision: ACL_REVISION,
  aces: [{ aceType, aceFlags, mask: 0x001f01ff, sid: 'S-1-1-0', applicationData: Buffer.alloc(0) }],
});

const whole: SecurityDescriptor = {
  control: SE_SELF_RELATIVE | SE_DACL_PRESENT | SE_SACL_PRESENT | SE_DACL_PROTECTED,
  owner: 'S-1-5-32-544',
  group: 'S-1-5-18',
  sacl: aclOf(SYSTEM_AUDIT_ACE_TYPE, 0x80),
  dacl: aclOf(ACCESS_ALLOWED_ACE_TYPE, 0),
};
const bytes = fields(
  ['Revision', '01'],
  ['Sbz1', '00'],
  ['Control', '1490'],
  ['OffsetOwner', '14000000'],
  ['OffsetGroup', '24000000'],
  ['OffsetSacl', '30000000'],
  ['OffsetDacl', '4c000000'],
  ['OwnerSid', '01 02 000000000005 20000000 20020000'],
  ['GroupSid', '01 01 000000000005 12000000'],
  ['Sacl', '02 00 1c00 0100 0000'],
  ['its ACE', '02 80 1400 ff011f00 01 01 000000000001 00000000'],
  ['Dacl', '02 00 1c00 0100 0000'],
  ['its ACE', '00 00 1400 ff011f00 01 01 000000000001 00000000'],
);

const assertRefused = (hostile: Buffer, why: string) =>
  assert.throws(
    () => SecurityDescriptor.read(new Reader(hostile)),
    (error: unknown) => error instanceof MalformedError,
    why,
  );

test('owner, group and both lists are written and read', () => {
  assertStructure(SecurityDescriptor, whole, bytes);
});

test('offsets count from the descriptor, wherever it lies in a message', () => {
  assert.is(bodyBytes((w) => SecurityDescriptor.write(w, whole)).toString('hex'), bytes.toString('hex'));
  const r = new Reader(Buffer.concat([Buffer.alloc(72), bytes]));
  r.skip(72);
  assert.equal(SecurityDescriptor.read(r), whole);
});

test('parts that were not asked for are missing', () => {
  const empty: SecurityDescriptor = {
    control: SE_SELF_RELATIVE,
    owner: undefined,
    group: undefined,
    sacl: undefined,
    dacl: undefined,
  };
  assertStructure(
    SecurityDescriptor,
    empty,
    fields(['Revision', '01'], ['Sbz1', '00'], ['Control', '0080'], ['Offsets', '00'.repeat(16)]),
  );
  const ownerAlone: SecurityDescriptor = { ...empty, owner: 'S-1-1-0' };
  assert.equal(SecurityDescriptor.read(new Reader(structureBytes(SecurityDescriptor, ownerAlone))), ownerAlone);
});

test('a null DACL stays one, and differs from a DACL without entries', () => {
  const open: SecurityDescriptor = {
    ...whole,
    control: SE_SELF_RELATIVE | SE_DACL_PRESENT,
    sacl: undefined,
    dacl: undefined,
  };
  const shut: SecurityDescriptor = { ...open, dacl: { aclRevision: ACL_REVISION, aces: [] } };
  for (const descriptor of [open, shut]) {
    assert.equal(SecurityDescriptor.read(new Reader(structureBytes(SecurityDescriptor, descriptor))), descriptor);
  }
});

test('the flags that say what is there are added when writing', () => {
  const read = SecurityDescriptor.read(new Reader(structureBytes(SecurityDescriptor, { ...whole, control: 0 })));
  assert.is(read.control, SE_SELF_RELATIVE | SE_DACL_PRESENT | SE_SACL_PRESENT);
});

test('parts may lie in any order, as Windows puts the lists first', () => {
  const reordered = fields(
    ['Revision', '01'],
    ['Sbz1', '00'],
    ['Control', '0480'],
    ['OffsetOwner', '30000000'],
    ['OffsetGroup', '30000000'],
    ['OffsetSacl', '00000000'],
    ['OffsetDacl', '14000000'],
    ['Dacl', bytes.subarray(0x4c)],
    ['OwnerSid', '01 01 000000000005 12000000'],
  );
  const { owner, group, dacl } = SecurityDescriptor.read(new Reader(reordered));
  assert.equal([owner, group, dacl], ['S-1-5-18', 'S-1-5-18', whole.dacl]);
});

test('a descriptor cut short is refused', () => {
  assertTruncationRefused(bytes, (part) => SecurityDescriptor.read(new Reader(part)));
});

test('offsets into the header or past the end are refused', () => {
  for (const [part, at] of [
    ['OffsetOwner', 4],
    ['OffsetGroup', 8],
    ['OffsetSacl', 12],
    ['OffsetDacl', 16],
  ] as const) {
    for (const offset of [1, 19, bytes.length - 4, bytes.length, bytes.length + 1, 0x80000000, 0xffffffff]) {
      const hostile = Buffer.from(bytes);
      hostile.writeUInt32LE(offset, at);
      assertRefused(hostile, `${part} ${offset}`);
    }
  }
});

test('another revision, or the absolute form, is refused', () => {
  const revision = Buffer.from(bytes);
  revision.writeUInt8(2, 0);
  assertRefused(revision, 'Revision 2');
  const absolute = Buffer.from(bytes);
  absolute.writeUInt16LE(0x1014, 2);
  assertRefused(absolute, 'Control without SE_SELF_RELATIVE');
});

test.run();
