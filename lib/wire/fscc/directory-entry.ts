/** Directory listings: the six classes that QUERY_DIRECTORY answers with, in one shape.  [MS-FSCC] 2.4, [MS-SMB2] 2.2.33 */
import { MalformedError } from '../../errors.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';
import { EntryChainWriter, readEntryChain } from './entry-chain.ts';
import { checkEntryName } from './entry-name.ts';

export const FileDirectoryInformation = 1;
export const FileFullDirectoryInformation = 2;
export const FileBothDirectoryInformation = 3;
export const FileNamesInformation = 12;
export const FileIdBothDirectoryInformation = 37;
export const FileIdFullDirectoryInformation = 38;

/** One entry. Times are FILETIMEs, sizes bytes; FileNamesInformation has none of them, and leaves them 0. */
export interface DirectoryEntry {
  fileIndex: number;
  creationTime: bigint;
  lastAccessTime: bigint;
  lastWriteTime: bigint;
  changeTime: bigint;
  endOfFile: number;
  allocationSize: number;
  fileAttributes: number;
  /** The size of the extended attributes; with FILE_ATTRIBUTE_REPARSE_POINT, the tag of the reparse point instead. */
  eaSize: number;
  /** The 64-bit file ID, where the class has one; 0 means that the file system has none. */
  fileId?: bigint | undefined;
  /** The 8.3 name, where the class has one; empty when the entry has none. */
  shortName?: string | undefined;
  /** The name as the wire has it: checked to stay inside its directory, forbidden characters not yet mapped back. */
  fileName: string;
}

/** What an entry of a class has, besides its name. */
interface Layout {
  /** Bytes of an entry before its name. */
  readonly fixedSize: number;
  readonly metadata: boolean;
  readonly eaSize: boolean;
  readonly shortName: boolean;
  readonly fileId: boolean;
}

const LAYOUTS: ReadonlyMap<number, Layout> = new Map([
  [FileDirectoryInformation, { fixedSize: 64, metadata: true, eaSize: false, shortName: false, fileId: false }],
  [FileFullDirectoryInformation, { fixedSize: 68, metadata: true, eaSize: true, shortName: false, fileId: false }],
  [FileBothDirectoryInformation, { fixedSize: 94, metadata: true, eaSize: true, shortName: true, fileId: false }],
  [FileNamesInformation, { fixedSize: 12, metadata: false, eaSize: false, shortName: false, fileId: false }],
  [FileIdBothDirectoryInformation, { fixedSize: 104, metadata: true, eaSize: true, shortName: true, fileId: true }],
  [FileIdFullDirectoryInformation, { fixedSize: 80, metadata: true, eaSize: true, shortName: false, fileId: true }],
]);

const SHORT_NAME_SIZE = 24;
const ALIGNMENT = 8;

/** Whether `fileInformationClass` lists directories and is one of those above. */
export function isDirectoryInformationClass(fileInformationClass: number): boolean {
  return LAYOUTS.has(fileInformationClass);
}

function layoutOf(fileInformationClass: number): Layout {
  const layout = LAYOUTS.get(fileInformationClass);
  if (layout === undefined) throw new TypeError(`information class ${fileInformationClass} does not list directories`);
  return layout;
}

/**
 * Reads the whole buffer of one QUERY_DIRECTORY response, `.` and `..` included. A listing without a single entry is
 * malformed: a server ends with STATUS_NO_MORE_FILES, and who waits for that must not wait for ever.
 */
export function readDirectoryEntries(fileInformationClass: number, r: Reader): DirectoryEntry[] {
  const layout = layoutOf(fileInformationClass);
  return readEntryChain(r, (record) => readEntry(record, layout));
}

/** As `readDirectoryEntries`, but of each entry only its name: half the work where nothing else matters. */
export function readDirectoryNames(fileInformationClass: number, r: Reader): string[] {
  const layout = layoutOf(fileInformationClass);
  return readEntryChain(r, (record) => {
    record.skip(layout.metadata ? 56 : 4); // FileIndex to FileAttributes
    const fileNameLength = record.u32(); // FileNameLength
    record.skip(layout.fixedSize - (layout.metadata ? 64 : 12)); // EaSize to FileId
    return readName(record, fileNameLength); // FileName
  });
}

function readEntry(r: Reader, layout: Layout): DirectoryEntry {
  const fileIndex = r.u32(); // FileIndex
  let creationTime = 0n;
  let lastAccessTime = 0n;
  let lastWriteTime = 0n;
  let changeTime = 0n;
  let endOfFile = 0;
  let allocationSize = 0;
  let fileAttributes = 0;
  if (layout.metadata) {
    creationTime = r.i64(); // CreationTime
    lastAccessTime = r.i64(); // LastAccessTime
    lastWriteTime = r.i64(); // LastWriteTime
    changeTime = r.i64(); // ChangeTime
    endOfFile = r.size64(); // EndOfFile
    allocationSize = r.size64(); // AllocationSize
    fileAttributes = r.u32(); // FileAttributes
  }
  const fileNameLength = r.u32(); // FileNameLength
  const eaSize = layout.eaSize ? r.u32() : 0; // EaSize
  const shortName = layout.shortName ? readShortName(r) : undefined;
  let fileId: bigint | undefined;
  if (layout.fileId) {
    r.skip(layout.shortName ? 2 : 4); // Reserved2, or Reserved
    fileId = r.u64(); // FileId
  }
  const fileName = readName(r, fileNameLength); // FileName
  return {
    fileIndex,
    creationTime,
    lastAccessTime,
    lastWriteTime,
    changeTime,
    endOfFile,
    allocationSize,
    fileAttributes,
    eaSize,
    fileId,
    shortName,
    fileName,
  };
}

function readName(r: Reader, length: number): string {
  const name = r.utf16(length);
  if (name !== '.' && name !== '..') checkEntryName(name);
  return name;
}

function readShortName(r: Reader): string {
  const length = r.u8(); // ShortNameLength
  r.skip(1); // Reserved1
  if (length > SHORT_NAME_SIZE) throw new MalformedError(`a short name of ${length} bytes`);
  const shortName = r.utf16(length); // ShortName
  r.skip(SHORT_NAME_SIZE - length);
  if (shortName !== '') checkEntryName(shortName);
  return shortName;
}

/** Writes entries into the buffer of one QUERY_DIRECTORY response, as many as fit. */
export class DirectoryEntryWriter {
  readonly #writer: Writer;
  readonly #layout: Layout;
  readonly #maximumLength: number;
  readonly #chain: EntryChainWriter;

  /** The buffer starts where `w` stands and takes at most `maximumLength` bytes. */
  constructor(w: Writer, fileInformationClass: number, maximumLength: number) {
    this.#writer = w;
    this.#layout = layoutOf(fileInformationClass);
    this.#maximumLength = maximumLength;
    this.#chain = new EntryChainWriter(w, ALIGNMENT);
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#chain.length;
  }

  /** Appends an entry, or writes nothing and answers false when it does not fit any more. */
  add(entry: DirectoryEntry): boolean {
    const size = this.#layout.fixedSize + entry.fileName.length * 2;
    if (this.length + this.#chain.padding + size > this.#maximumLength) return false;
    this.#chain.begin();
    writeEntry(this.#writer, this.#layout, entry);
    return true;
  }
}

function writeEntry(w: Writer, layout: Layout, entry: DirectoryEntry): void {
  w.u32(entry.fileIndex); // FileIndex
  if (layout.metadata) {
    w.i64(entry.creationTime); // CreationTime
    w.i64(entry.lastAccessTime); // LastAccessTime
    w.i64(entry.lastWriteTime); // LastWriteTime
    w.i64(entry.changeTime); // ChangeTime
    w.size64(entry.endOfFile); // EndOfFile
    w.size64(entry.allocationSize); // AllocationSize
    w.u32(entry.fileAttributes); // FileAttributes
  }
  w.u32(entry.fileName.length * 2); // FileNameLength
  if (layout.eaSize) w.u32(entry.eaSize); // EaSize
  if (layout.shortName) {
    const shortName = entry.shortName ?? '';
    w.u8(shortName.length * 2); // ShortNameLength
    w.u8(0); // Reserved1
    w.utf16(shortName); // ShortName
    w.zeros(SHORT_NAME_SIZE - shortName.length * 2);
  }
  if (layout.fileId) {
    w.zeros(layout.shortName ? 2 : 4); // Reserved2, or Reserved
    w.u64(entry.fileId ?? 0n); // FileId
  }
  w.utf16(entry.fileName); // FileName
}
