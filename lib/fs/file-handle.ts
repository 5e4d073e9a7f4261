/** `FileHandle`: an open file as an object, as the promise form of `open` gives it. */
import { EventEmitter } from 'node:events';
import type { BigIntStats, Stats } from 'node:fs';
import { callOptions } from './call-options.ts';
import type { Descriptor } from './descriptor.ts';
import type { FileSystem } from './file-system.ts';
import { fchmod } from './operations/chmod.ts';
import { fchown } from './operations/chown.ts';
import { readInto, readIntoAll } from './operations/read.ts';
import { decoded, readRest } from './operations/read-file.ts';
import { fstat } from './operations/stat.ts';
import { ftruncate } from './operations/truncate.ts';
import { futimes } from './operations/utimes.ts';
import { writeFrom, writeFromAll } from './operations/write.ts';
import { writeAll } from './operations/write-file.ts';
import { writeSource } from './operations/write-source.ts';
import { readHandleArguments } from './read-arguments.ts';
import { fsError } from './system-error.ts';
import { vectorArguments } from './vector-arguments.ts';
import { writeArguments } from './write-arguments.ts';

/** The descriptor of a handle that has been closed. */
const CLOSED = -1;

export class FileHandle extends EventEmitter {
  readonly #fs: FileSystem;
  #fd: number;
  #closing: Promise<void> | undefined;

  /** Takes over the open file `fd`. */
  constructor(fs: FileSystem, fd: number) {
    super();
    this.#fs = fs;
    this.#fd = fd;
  }

  /** The file's number, for the methods that take one; -1 once the handle is closed. */
  get fd(): number {
    return this.#fd;
  }

  /** `read(buffer, offset, length, position)`, `read(buffer, options)` or `read(options)`. */
  async read(...args: readonly unknown[]): Promise<{ bytesRead: number; buffer: NodeJS.ArrayBufferView }> {
    const request = readHandleArguments(args);
    const bytesRead = await readInto(this.#descriptor('read'), request);
    return { bytesRead, buffer: request.buffer };
  }

  /** `readv(buffers[, position])` */
  async readv(...args: readonly unknown[]): Promise<{ bytesRead: number; buffers: readonly NodeJS.ArrayBufferView[] }> {
    const request = vectorArguments(args);
    const bytesRead = await readIntoAll(this.#descriptor('read'), request);
    return { bytesRead, buffers: request.buffers };
  }

  /** `readFile([options | encoding])`: from the current position to the end. */
  async readFile(given?: unknown): Promise<string | Buffer> {
    const options = callOptions(given);
    return decoded(await readRest(this.#descriptor('read'), options.signal), options);
  }

  /** `write(buffer, offset, length, position)`, `write(buffer, options)` or `write(string, position, encoding)`. */
  async write(...args: readonly unknown[]): Promise<{ bytesWritten: number; buffer: NodeJS.ArrayBufferView | string }> {
    const request = writeArguments(args);
    const bytesWritten = await writeFrom(this.#descriptor('write'), request);
    return { bytesWritten, buffer: request.buffer };
  }

  /** `writev(buffers[, position])` */
  async writev(
    ...args: readonly unknown[]
  ): Promise<{ bytesWritten: number; buffers: readonly NodeJS.ArrayBufferView[] }> {
    const request = vectorArguments(args);
    const bytesWritten = await writeFromAll(this.#descriptor('write'), request);
    return { bytesWritten, buffers: request.buffers };
  }

  /** `writeFile(data[, options | encoding])`: at the current position. */
  async writeFile(data: unknown, given?: unknown): Promise<void> {
    const options = callOptions(given);
    const source = writeSource(data, options.encoding);
    await writeAll(this.#descriptor('write'), source, false, options.signal);
  }

  /** The same as `writeFile`: whether it appends, the flags of `open` have said. */
  async appendFile(data: unknown, given?: unknown): Promise<void> {
    await this.writeFile(data, given);
  }

  /** `stat([options])` */
  async stat(options?: unknown): Promise<Stats | BigIntStats> {
    return fstat(this.#fs, this.#open('fstat'), options)();
  }

  /** `truncate([length])` */
  async truncate(length?: unknown): Promise<void> {
    await ftruncate(this.#fs, this.#open('ftruncate'), length)();
  }

  /** `chmod(mode)`: of the permission bits, SMB has the read-only attribute. */
  async chmod(mode: unknown): Promise<void> {
    await fchmod(this.#fs, this.#open('fchmod'), mode)();
  }

  /** `chown(uid, gid)`: SMB has no numeric owners, and nothing is changed. */
  async chown(uid: unknown, gid: unknown): Promise<void> {
    await fchown(this.#fs, this.#open('fchown'), uid, gid)();
  }

  /** `utimes(atime, mtime)` */
  async utimes(atime: unknown, mtime: unknown): Promise<void> {
    await futimes(this.#fs, this.#open('futime'), atime, mtime)();
  }

  /** Has the server write the file to its disk. */
  async sync(): Promise<void> {
    await this.#descriptor('fsync').sync('fsync');
  }

  async datasync(): Promise<void> {
    await this.#descriptor('fdatasync').sync('fdatasync');
  }

  /** Closes the file once everything that runs on it has finished; repeated calls are one. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    if (this.#fd === CLOSED) return;
    const descriptor = this.#fs.descriptors.remove(this.#fd, 'close');
    this.#fd = CLOSED;
    await descriptor.close();
    this.emit('close');
  }

  #descriptor(syscall: string): Descriptor {
    return this.#fs.descriptors.get(this.#open(syscall), syscall);
  }

  #open(syscall: string): number {
    if (this.#fd === CLOSED) throw fsError('EBADF', syscall);
    return this.#fd;
  }
}
