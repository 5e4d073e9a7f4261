/** The methods of `fs` by name: every face is made from this table. */
import type { Operation } from '../operation.ts';
import { access } from './access.ts';
import { chmod, fchmod, lchmod } from './chmod.ts';
import { chown, fchown, lchown } from './chown.ts';
import { copyFile } from './copy-file.ts';
import { cp } from './cp.ts';
import { link } from './link.ts';
import { mkdir } from './mkdir.ts';
import { mkdtemp } from './mkdtemp.ts';
import { close, open } from './open.ts';
import { opendir } from './opendir.ts';
import { read, readv } from './read.ts';
import { readFile } from './read-file.ts';
import { readdir } from './readdir.ts';
import { realpath } from './realpath.ts';
import { rename } from './rename.ts';
import { rm } from './rm.ts';
import { rmdir } from './rmdir.ts';
import { fstat, lstat, stat } from './stat.ts';
import { statfs } from './statfs.ts';
import { readlink, symlink } from './symlink.ts';
import { fdatasync, fsync } from './sync.ts';
import { ftruncate, truncate } from './truncate.ts';
import { unlink } from './unlink.ts';
import { futimes, lutimes, utimes } from './utimes.ts';
import { write, writev } from './write.ts';
import { appendFile, writeFile } from './write-file.ts';

/** One entry a method. What is no operation on the share (streams, watchers, `exists`) is the faces' own. */
export const operations: Readonly<Record<string, Operation<unknown>>> = {
  access,
  appendFile,
  chmod,
  chown,
  close,
  copyFile,
  cp,
  fchmod,
  fchown,
  fdatasync,
  fstat,
  fsync,
  ftruncate,
  futimes,
  lchmod,
  lchown,
  link,
  lstat,
  lutimes,
  mkdir,
  mkdtemp,
  open,
  opendir,
  read,
  readFile,
  readdir,
  readlink,
  readv,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
  statfs,
  symlink,
  truncate,
  unlink,
  utimes,
  write,
  writeFile,
  writev,
};
