import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MalformedError } from '../../../lib/errors.ts';
import {
  type DirectoryEntry,
  DirectoryEntryWriter,
  FileBothDirectoryInformation,
  FileDirectoryInformation,
  FileFullDirectoryInformation,
  FileIdBothDirectoryInformation,
  FileIdFullDirectoryInformation,
  FileNamesInformation,
  isDirectoryInformationClass,
  readDirectoryEntries,
  readDirectoryNames,
} from '../../../lib/wire/fscc/directory-entry.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { Writer } from '../../../lib/wire/writer.ts';
import { assertTruncationRefused, fields, utf16 } from '../../support/codec.ts';

const test = suite('wire/fscc/directory-entry');

/** A class, the number it must have, its fields after NextEntryOffset, and what its entry lacks. */
interface ClassUnderTest {
  readonly fileInformationClass: number;
  readonly level: number;
  readonly list: ReadonlyArray<readonly [name: string, value: string | Uint8Array]>;
  readonly lacks: Partial<DirectoryEntry>;
}

const entry: DirectoryEntry = {
  fileIndex: 0x11,
  creationTime: 0x01d9000000000001n,
  lastAccessTime: 0x01d9000000000002n,
  lastWriteTime: 0x01d9000000000003n,
  changeTime: 0x01d9000000000004n,
  endOfFile: 0x1_0000_0005,
  allocationSize: 0x1_0000_1000,
  fileAttributes: 0x20,
  eaSize: 0x31,
  fileId: 0x8877665544332211n,
  shortName: 'LON~1.TX',
  fileName: 'löng name.txt',
};

const metadata = [
  ['FileIndex', '11000000'],
  ['CreationTime', '010000000000d901'],
  ['LastAccessTime', '020000000000d901'],
  ['LastWriteTime', '030000000000d901'],
  ['ChangeTime', '040000000000d901'],
  ['EndOfFile', '0500000001000000'],
  ['AllocationSize', '0010000001000000'],
  ['FileAttributes', '20000000'],
  ['FileNameLength', '1a000000'],
] as const;
const eaSize = ['EaSize', '31000000'] as const;
const shortName = [
  ['ShortNameLength', '10'],
  ['Reserved1', '00'],
  ['ShortName', utf16('LON~1.TX')],
  ['rest of ShortName', '0000000000000000'],
] as const;
const fileId = ['FileId', '1122334455667788'] as const;
const fileName = ['FileName', utf16('löng name.txt')] as const;

const classes: ClassUnderTest[] = [
  {
    fileInformationClass: FileDirectoryInformation,
    level: 1,
    list: [...metadata, fileName],
    lacks: { eaSize: 0, shortName: undefined, fileId: undefined },
  },
  {
    fileInformationClass: FileFullDirectoryInformation,
    level: 2,
    list: [...metadata, eaSize, fileName],
    lacks: { shortName: undefined, fileId: undefined },
  },
  {
    fileInformationClass: FileBothDirectoryInformation,
    level: 3,
    list: [...metadata, eaSize, ...shortName, fileName],
    lacks: { fileId: undefined },
  },
  {
    fileInformationClass: FileNamesInformation,
    level: 12,
    list: [['FileIndex', '11000000'], ['FileNameLength', '1a000000'], fileName],
    lacks: {
      creationTime: 0n,
      lastAccessTime: 0n,
      lastWriteTime: 0n,
      changeTime: 0n,
      endOfFile: 0,
      allocationSize: 0,
      fileAttributes: 0,
      eaSize: 0,
      shortName: undefined,
      fileId: undefined,
    },
  },
  {
    fileInformationClass: FileIdBothDirectoryInformation,
    level: 37,
    list: [...metadata, eaSize, ...shortName, ['Reserved2', '0000'], fileId, fileName],
    lacks: {},
  },
  {
    fileInformationClass: FileIdFullDirectoryInformation,
    level: 38,
    list: [...metadata, eaSize, ['Reserved', '00000000'], fileId, fileName],
    lacks: { shortName: undefined },
  },
];

/** The bytes of a listing, and how many of the entries it took. */
function listing(fileInformationClass: number, entries: readonly DirectoryEntry[], maximumLength = 65536) {
  const w = new Writer();
  w.begin(0);
  const listingWriter = new DirectoryEntryWriter(w, fileInformationClass, maximumLength);
  let written = 0;
  while (written < entries.length && listingWriter.add(entries[written] ?? entry)) written++;
  const bytes = Buffer.concat(w.finish());
  assert.is(listingWriter.length, bytes.length);
  return { bytes, written };
}

const read = (fileInformationClass: number, bytes: Buffer) =>
  readDirectoryEntries(fileInformationClass, new Reader(bytes));

const assertRefused = (bytes: Buffer, why: string) =>
  assert.throws(
    () => read(FileIdBothDirectoryInformation, bytes),
    (error: unknown) => error instanceof MalformedError,
    why,
  );

for (const { fileInformationClass, level, list, lacks } of classes) {
  const bytes = fields(['NextEntryOffset', '00000000'], ...list);

  test(`class ${level} has its fields in their places`, () => {
    assert.is(fileInformationClass, level);
    assert.ok(isDirectoryInformationClass(level));
    assert.is(listing(level, [entry]).bytes.toString('hex'), bytes.toString('hex'));
    assert.equal(read(level, bytes), [{ ...entry, ...lacks }]);
  });

  test(`class ${level} cut short is refused`, () => {
    assertTruncationRefused(bytes, (part) => read(level, part));
    assertTruncationRefused(bytes, (part) => readDirectoryNames(level, new Reader(part)));
  });

  test(`many entries of class ${level} come back as they were written`, () => {
    const entries = Array.from({ length: 300 }, (_, index) => ({
      ...entry,
      ...lacks,
      fileName: 'n'.repeat(index + 1),
    }));
    const { bytes: several, written } = listing(level, entries, 1024 * 1024);
    assert.is(written, 300);
    assert.equal(read(level, several), entries);
    assert.equal(
      readDirectoryNames(level, new Reader(several)),
      entries.map(({ fileName }) => fileName),
    );
  });
}

test('a class that lists no directories is refused as a mistake of the caller', () => {
  for (const level of [0, 4, 60]) {
    assert.not(isDirectoryInformationClass(level));
    assert.throws(
      () => read(level, Buffer.alloc(200)),
      (error: unknown) => error instanceof TypeError,
    );
  }
});

test('every entry but the last is padded to 8 bytes and points to the next', () => {
  const { bytes } = listing(FileNamesInformation, [
    { ...entry, fileIndex: 1, fileName: 'a' },
    { ...entry, fileIndex: 2, fileName: 'bc' },
    { ...entry, fileIndex: 3, fileName: 'd' },
  ]);
  const expected = fields(
    ['NextEntryOffset', '10000000'],
    ['FileIndex', '01000000'],
    ['FileNameLength', '02000000'],
    ['FileName', utf16('a')],
    ['padding', '0000'],
    ['NextEntryOffset', '10000000'],
    ['FileIndex', '02000000'],
    ['FileNameLength', '04000000'],
    ['FileName', utf16('bc')],
    ['NextEntryOffset', '00000000'],
    ['FileIndex', '03000000'],
    ['FileNameLength', '02000000'],
    ['FileName', utf16('d')],
  );
  assert.is(bytes.toString('hex'), expected.toString('hex'));
});

test('an entry that does not fit leaves the listing as it was', () => {
  const entries = [
    { ...entry, fileName: 'a' },
    { ...entry, fileName: 'b' },
  ];
  // 12 bytes and the name, padding, 12 bytes and the name
  for (const [maximum, expected] of [
    [13, 0],
    [14, 1],
    [29, 1],
    [30, 2],
  ] as const) {
    const { bytes, written } = listing(FileNamesInformation, entries, maximum);
    assert.is(written, expected, `${maximum} bytes`);
    assert.is(bytes.length, [0, 14, 30][expected]);
    if (expected === 1)
      assert.equal(
        read(FileNamesInformation, bytes).map((each) => each.fileName),
        ['a'],
      );
  }
});

test('. and .. are delivered: who asks drops them', () => {
  const names = ['.', '..', 'file'];
  const { bytes } = listing(
    FileIdBothDirectoryInformation,
    names.map((name) => ({ ...entry, fileName: name, shortName: '' })),
  );
  const entries = read(FileIdBothDirectoryInformation, bytes);
  assert.equal(
    entries.map((each) => [each.fileName, each.shortName]),
    names.map((name) => [name, '']),
  );
});

test('a name that leads elsewhere is refused, wherever it stands in the listing', () => {
  for (const name of ['', '../../.ssh/authorized_keys', '..\\x', 'a/b', 'a\\b', '/', 'a\0b']) {
    const { bytes } = listing(FileIdBothDirectoryInformation, [entry, { ...entry, fileName: name }, entry]);
    assertRefused(bytes, JSON.stringify(name));
  }
  assertRefused(listing(FileIdBothDirectoryInformation, [{ ...entry, shortName: '../x' }]).bytes, 'short name');
});

test('a name may run neither into the next entry nor past the end', () => {
  const { bytes } = listing(FileIdBothDirectoryInformation, [entry, entry]);
  for (const length of [0x22, 0x80, 0x7fffffff, 0xfffffffe]) {
    const hostile = Buffer.from(bytes);
    hostile.writeUInt32LE(length, 60);
    assertRefused(hostile, `FileNameLength ${length} in the first entry`);
  }
  const hostile = Buffer.from(bytes);
  hostile.writeUInt32LE(0x1c, hostile.readUInt32LE(0) + 60);
  assertRefused(hostile, 'FileNameLength in the last entry');
});

test('half a character is refused', () => {
  const hostile = listing(FileIdBothDirectoryInformation, [entry]).bytes;
  hostile.writeUInt32LE(25, 60);
  assertRefused(hostile, 'FileNameLength 25');
});

test('a short name longer than its field, or of half a character, is refused', () => {
  for (const length of [25, 26, 0x80, 0xff, 3]) {
    const hostile = listing(FileIdBothDirectoryInformation, [{ ...entry, fileName: 'n'.repeat(200) }]).bytes;
    hostile.writeUInt8(length, 68);
    assertRefused(hostile, `ShortNameLength ${length}`);
  }
});

test('an entry that points into itself, backwards or past the end is refused', () => {
  const { bytes } = listing(FileIdBothDirectoryInformation, [entry, entry]);
  const past = [bytes.length, bytes.length + 8];
  for (const next of [1, 8, 64, 103, 104, 0x80000000, 0xffffffff, 0xffffff80, ...past]) {
    const hostile = Buffer.from(bytes);
    hostile.writeUInt32LE(next, 0);
    assertRefused(hostile, `NextEntryOffset ${next}`);
  }
});

test('sizes that are negative or inexact are refused', () => {
  for (const offset of [40, 48]) {
    const hostile = listing(FileIdBothDirectoryInformation, [entry]).bytes;
    hostile.writeBigUInt64LE(1n << 53n, offset);
    assertRefused(hostile, `size at ${offset}`);
  }
});

test('what is read does not change with the buffer that it came in', () => {
  const { bytes } = listing(FileIdBothDirectoryInformation, [entry]);
  const entries = read(FileIdBothDirectoryInformation, bytes);
  bytes.fill(0);
  assert.equal(entries, [entry]);
});

test.run();
