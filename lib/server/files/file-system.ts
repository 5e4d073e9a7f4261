/** What a share is served from: the part of `node:fs/promises` that the server uses. */

/** Times, sizes and identity as `fs.Stats` or `fs.BigIntStats` have them; both will do. */
export interface ServedStats {
  isDirectory(): boolean;
  isFile(): boolean;
  isSymbolicLink(): boolean;
  readonly dev: number | bigint;
  readonly ino: number | bigint;
  readonly mode: number | bigint;
  readonly nlink: number | bigint;
  readonly size: number | bigint;
  /** Without it every file counts as written from end to end. */
  readonly blocks?: number | bigint | undefined;
  readonly atimeMs: number | bigint;
  readonly mtimeMs: number | bigint;
  readonly ctimeMs: number | bigint;
  readonly birthtimeMs: number | bigint;
  /** Only bigint stats have nanoseconds; without them milliseconds must do. */
  readonly atimeNs?: bigint | undefined;
  readonly mtimeNs?: bigint | undefined;
  readonly ctimeNs?: bigint | undefined;
  readonly birthtimeNs?: bigint | undefined;
}

/** An open file, as `fs.promises.open` gives it. */
export interface ServedFileHandle {
  read(buffer: Buffer, offset: number, length: number, position: number): Promise<{ readonly bytesRead: number }>;
  write(buffer: Buffer, offset: number, length: number, position: number): Promise<{ readonly bytesWritten: number }>;
  truncate(length: number): Promise<unknown>;
  /** Without it, and without `datasync`, what is written counts as safe. */
  sync?(): Promise<unknown>;
  datasync?(): Promise<unknown>;
  close(): Promise<unknown>;
}

/** What `fs.promises.statfs` says of the volume, in blocks of `bsize` bytes. */
export interface ServedVolume {
  readonly bsize: number | bigint;
  readonly blocks: number | bigint;
  readonly bfree: number | bigint;
  readonly bavail: number | bigint;
}

/**
 * An `fs.promises`-like object: `node:fs`'s own, memfs's, or anything else of that shape. Paths are absolute and POSIX.
 * What is optional may be missing: the server then does without.
 */
export interface ServedFileSystem {
  open(path: string, flags: string | number): Promise<ServedFileHandle>;
  stat(path: string, options: { bigint: true }): Promise<ServedStats>;
  readdir(path: string): Promise<readonly unknown[]>;
  mkdir(path: string): Promise<unknown>;
  rmdir(path: string): Promise<unknown>;
  unlink(path: string): Promise<unknown>;
  rename(from: string, to: string): Promise<unknown>;
  /** Without it nothing is taken for a symbolic link. */
  lstat?(path: string, options: { bigint: true }): Promise<ServedStats>;
  /** Without it symbolic links are not served. */
  realpath?(path: string): Promise<unknown>;
  utimes?(path: string, atime: number, mtime: number): Promise<unknown>;
  chmod?(path: string, mode: number): Promise<unknown>;
  link?(from: string, to: string): Promise<unknown>;
  statfs?(path: string): Promise<ServedVolume>;
}
