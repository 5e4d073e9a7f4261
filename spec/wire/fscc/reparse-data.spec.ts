import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MalformedError } from '../../../lib/errors.ts';
import { ReparseData, SYMLINK_FLAG_RELATIVE, SymbolicLink } from '../../../lib/wire/fscc/reparse-data.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { assertStructure, assertTruncationRefused, fields, utf16 } from '../../support/codec.ts';

const test = suite('wire/fscc/reparse-data');

const link: SymbolicLink = { flags: SYMLINK_FLAG_RELATIVE, substituteName: '..\\ü', printName: '../ü' };
const linkBytes = fields(
  ['ReparseTag', '0c0000a0'],
  ['ReparseDataLength', '1c00'],
  ['Reserved', '0000'],
  ['SubstituteNameOffset', '0000'],
  ['SubstituteNameLength', '0800'],
  ['PrintNameOffset', '0800'],
  ['PrintNameLength', '0800'],
  ['Flags', '01000000'],
  ['PathBuffer', utf16('..\\ü../ü')],
);

const assertRefused = (hostile: Buffer, why: string) =>
  assert.throws(
    () => SymbolicLink.read(new Reader(hostile)),
    (error: unknown) => error instanceof MalformedError,
    why,
  );

test('a symbolic link is written and read', () => {
  assertStructure(SymbolicLink, link, linkBytes);
});

test('the names of a link may come in any order, with bytes between them', () => {
  const bytes = fields(
    ['ReparseTag', '0c0000a0'],
    ['ReparseDataLength', '1800'],
    ['Reserved', 'ffff'],
    ['SubstituteNameOffset', '0600'],
    ['SubstituteNameLength', '0400'],
    ['PrintNameOffset', '0000'],
    ['PrintNameLength', '0400'],
    ['Flags', '00000000'],
    ['PathBuffer', utf16('pp\0ss\0')],
  );
  assert.equal(SymbolicLink.read(new Reader(bytes)), { flags: 0, substituteName: 'ss', printName: 'pp' });
});

test('a link cut short is refused', () => {
  assertTruncationRefused(linkBytes, (part) => SymbolicLink.read(new Reader(part)));
});

test('names outside the path buffer are refused, even where the frame goes on', () => {
  for (const [field, at] of [
    ['SubstituteNameOffset', 8],
    ['SubstituteNameLength', 10],
    ['PrintNameOffset', 12],
    ['PrintNameLength', 14],
  ] as const) {
    for (const value of [0x12, 0xfffe, 0xffff]) {
      const hostile = Buffer.concat([linkBytes, Buffer.alloc(0x20000)]);
      hostile.writeUInt16LE(value, at);
      assertRefused(hostile, `${field} ${value}`);
    }
  }
});

test('a data length shorter than the fields, or longer than the bytes, is refused', () => {
  for (const length of [0, 11, 12, 0x1d, 0xffff]) {
    const hostile = Buffer.from(linkBytes);
    hostile.writeUInt16LE(length, 4);
    assertRefused(hostile, `ReparseDataLength ${length}`);
  }
});

test('a reparse point that is no link does not read as one', () => {
  const mountPoint = Buffer.from(linkBytes);
  mountPoint.writeUInt32LE(0xa0000003, 0);
  assertRefused(mountPoint, 'a mount point');
});

test('the data of any tag is kept as it is', () => {
  const bytes = fields(
    ['ReparseTag', '1d0000a0'],
    ['ReparseDataLength', '0600'],
    ['Reserved', '0000'],
    ['DataBuffer', '020000002e2e'],
  );
  assertStructure(ReparseData, { reparseTag: 0xa000001d, data: Buffer.from('020000002e2e', 'hex') }, bytes);
  assertTruncationRefused(bytes, (part) => ReparseData.read(new Reader(part)));
});

test("a tag that is not Microsoft's has a GUID in front, which the length does not count", () => {
  const bytes = fields(
    ['ReparseTag', '42000020'],
    ['ReparseDataLength', '0200'],
    ['Reserved', '0000'],
    ['ReparseGuid', '9a'.repeat(16)],
    ['DataBuffer', 'beef'],
  );
  assertStructure(
    ReparseData,
    { reparseTag: 0x20000042, data: Buffer.concat([Buffer.alloc(16, 0x9a), Buffer.from('beef', 'hex')]) },
    bytes,
  );
  assertTruncationRefused(bytes, (part) => ReparseData.read(new Reader(part)));
});

test('a request to delete a reparse point names its tag alone', () => {
  const bytes = fields(['ReparseTag', '0c0000a0'], ['ReparseDataLength', '0000'], ['Reserved', '0000']);
  assertStructure(ReparseData, { reparseTag: 0xa000000c, data: Buffer.alloc(0) }, bytes);
});

test.run();
