/** From what the server knows of a file to what a stat shows. */
import type { FileInfo } from '../../open/file-info.ts';
import type { ResolvedOptions } from '../options/options.ts';
import { type FileType, fileMode } from './file-mode.ts';
import { filetimeToNanoseconds } from './filetime.ts';
import type { FileFacts } from './stats.ts';

/** What a program that copies reads and writes at a time: less would waste round trips. */
const BLOCK_SIZE = 65536;

/** The size of the blocks that `st_blocks` counts, whatever the file system's are. */
const STAT_BLOCK = 512;

/** What kind of file it is; `followed` says that a link would have been followed, so that this is none. */
export function fileTypeOf(info: FileInfo, followed: boolean): FileType {
  if (info.isReparsePoint && !followed) return 'symlink';
  return info.isDirectory ? 'directory' : 'file';
}

export function fileFacts(info: FileInfo, type: FileType, options: ResolvedOptions): FileFacts {
  return {
    dev: options.device,
    mode: fileMode(type, info.isReadOnly, options, info.permissions),
    nlink: info.numberOfLinks,
    uid: options.uid,
    gid: options.gid,
    blksize: BLOCK_SIZE,
    ino: info.indexNumber,
    size: info.endOfFile,
    blocks: Math.ceil(info.allocationSize / STAT_BLOCK),
    atime: filetimeToNanoseconds(info.lastAccessTime),
    mtime: filetimeToNanoseconds(info.lastWriteTime),
    ctime: filetimeToNanoseconds(info.changeTime),
    birthtime: filetimeToNanoseconds(info.creationTime),
  };
}
