/** What a share knows of a file, as a plain object: the facts behind a stat.  [MS-FSCC] 2.4 */
import type { CreateResponse } from '../wire/commands/create.ts';
import type { DirectoryEntry } from '../wire/fscc/directory-entry.ts';
import {
  FILE_ATTRIBUTE_DIRECTORY,
  FILE_ATTRIBUTE_READONLY,
  FILE_ATTRIBUTE_REPARSE_POINT,
} from '../wire/fscc/file-attributes.ts';
import { FileBasicInformation } from '../wire/fscc/file-basic-information.ts';
import { FileInternalInformation } from '../wire/fscc/file-internal-information.ts';
import { FileStandardInformation } from '../wire/fscc/file-standard-information.ts';
import type { Reader } from '../wire/reader.ts';

export interface FileInfo {
  /** FILE_ATTRIBUTE_... flags as the server gave them. */
  readonly fileAttributes: number;
  readonly isDirectory: boolean;
  readonly isReadOnly: boolean;
  /** A symbolic link or mount point; where the source does not know better, any reparse point. */
  readonly isReparsePoint: boolean;
  /** Bytes. */
  readonly endOfFile: number;
  /** Bytes on the server's disk. */
  readonly allocationSize: number;
  /** FILETIMEs: 100 ns units since 1601. */
  readonly creationTime: bigint;
  readonly lastAccessTime: bigint;
  readonly lastWriteTime: bigint;
  readonly changeTime: bigint;
  /** 1 where the source does not say. */
  readonly numberOfLinks: number;
  /** The file's number in its file system; 0n where the source does not say. */
  readonly indexNumber: bigint;
  /** Permission bits as POSIX has them, where they are known. */
  readonly permissions?: number | undefined;
}

interface Facts {
  readonly fileAttributes: number;
  readonly endOfFile: number;
  readonly allocationSize: number;
  readonly creationTime: bigint;
  readonly lastAccessTime: bigint;
  readonly lastWriteTime: bigint;
  readonly changeTime: bigint;
}

function fileInfo(facts: Facts, numberOfLinks: number, indexNumber: bigint): FileInfo {
  const { fileAttributes } = facts;
  return {
    fileAttributes,
    isDirectory: (fileAttributes & FILE_ATTRIBUTE_DIRECTORY) !== 0,
    isReadOnly: (fileAttributes & FILE_ATTRIBUTE_READONLY) !== 0,
    isReparsePoint: (fileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) !== 0,
    endOfFile: facts.endOfFile,
    allocationSize: facts.allocationSize,
    creationTime: facts.creationTime,
    lastAccessTime: facts.lastAccessTime,
    lastWriteTime: facts.lastWriteTime,
    changeTime: facts.changeTime,
    numberOfLinks,
    indexNumber,
  };
}

/** From a CREATE response, which knows neither links nor the file's number. */
export function fileInfoOfCreate(response: CreateResponse): FileInfo {
  return fileInfo(response, 1, 0n);
}

/** From an entry of a listing, which does not know its links. */
export function fileInfoOfEntry(entry: DirectoryEntry): FileInfo {
  return fileInfo(entry, 1, entry.fileId ?? 0n);
}

/** From the front of FileAllInformation: the file's name at its end, which may have been cut off, is not looked at. */
export function fileInfoOfAll(r: Reader): FileInfo {
  const { creationTime, lastAccessTime, lastWriteTime, changeTime, fileAttributes } = FileBasicInformation.read(r);
  const { allocationSize, endOfFile, numberOfLinks } = FileStandardInformation.read(r);
  const { indexNumber } = FileInternalInformation.read(r);
  const times = { creationTime, lastAccessTime, lastWriteTime, changeTime };
  return fileInfo({ fileAttributes, endOfFile, allocationSize, ...times }, numberOfLinks, indexNumber);
}
