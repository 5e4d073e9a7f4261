/** Whether a file that is opened again after a loss is still the one that was open, as far as that was known. */
import { StaleError, type StatusError } from '../errors.ts';
import type { CreateResponse } from '../wire/commands/create.ts';
import { unpackContext } from '../wire/contexts/create-contexts.ts';
import { QueryOnDiskIdResponseContext } from '../wire/contexts/on-disk-id.ts';
import {
  STATUS_DELETE_PENDING,
  STATUS_FILE_IS_A_DIRECTORY,
  STATUS_NO_SUCH_FILE,
  STATUS_NOT_A_DIRECTORY,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_OBJECT_PATH_NOT_FOUND,
} from '../wire/ntstatus.ts';
import { type FileInfo, fileInfoOfCreate } from './file-info.ts';

/** What a server answers where the name does not lead to the file any more. */
const GONE: ReadonlySet<number> = new Set([
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_OBJECT_PATH_NOT_FOUND,
  STATUS_NO_SUCH_FILE,
  STATUS_DELETE_PENDING,
  STATUS_FILE_IS_A_DIRECTORY,
  STATUS_NOT_A_DIRECTORY,
]);

/** What an open knows of its file, and has done with it. */
export class OpenIdentity {
  /** The file's number; 0n where the server does not tell. */
  readonly #diskFileId: bigint;
  readonly #creationTime: bigint;
  /** As it was seen last. */
  #seen: FileInfo;
  #stale: StaleError | undefined;
  #wasRead = false;
  #wasChanged = false;
  /** The byte behind the last one that the server has taken through this open. */
  #writtenTo = 0;

  constructor(response: CreateResponse) {
    this.#diskFileId = diskFileIdOf(response);
    this.#seen = fileInfoOfCreate(response);
    this.#creationTime = this.#seen.creationTime;
  }

  /** Whether anything was changed through the open, or may have been. */
  get changed(): boolean {
    return this.#wasChanged;
  }

  /** Whether both are opens of one file; undefined where the server does not number its files. */
  isOfSameFile(other: OpenIdentity): boolean | undefined {
    if (this.#diskFileId === 0n || other.#diskFileId === 0n) return undefined;
    return this.#diskFileId === other.#diskFileId;
  }

  throwIfStale(): void {
    if (this.#stale) throw this.#stale;
  }

  /** Content is about to be read: from now on it must stay the same, or it would be a mixture. */
  read(): void {
    this.#wasRead = true;
  }

  /** The file is about to be changed: from now on its size and times may be others. */
  change(): void {
    this.#wasChanged = true;
  }

  cut(endOfFile: number): void {
    this.#writtenTo = Math.min(this.#writtenTo, endOfFile);
  }

  /** The server has taken everything up to byte `end`, or what was written there. */
  wrote(end: number): void {
    this.#writtenTo = Math.max(this.#writtenTo, end);
  }

  /** The server has told what the file is like now. */
  see(info: FileInfo): void {
    this.#seen = info;
  }

  /**
   * Throws a StaleError when what `name` leads to by now is not the file, or not as it was; `changedHere` says that other opens
   * of this client's have changed it.
   */
  check(name: string, response: CreateResponse, changedHere: boolean): void {
    const now = fileInfoOfCreate(response);
    const diskFileId = diskFileIdOf(response);
    if (diskFileId !== this.#diskFileId) this.#fail(name, 'is another file by now');
    // Where the server makes it up, every change of the file changes it.
    if (now.creationTime !== this.#creationTime && !(this.#wasChanged && diskFileId !== 0n)) {
      this.#fail(name, 'is another file by now');
    }
    if (now.isDirectory) return;
    if (now.endOfFile < this.#writtenTo) this.#fail(name, 'has lost what was written to it');
    if (this.#wasRead && !this.#wasChanged && !changedHere) {
      const same = now.endOfFile === this.#seen.endOfFile && now.changeTime === this.#seen.changeTime;
      if (!same) this.#fail(name, 'was changed by somebody else');
    }
    this.#seen = now;
  }

  /** The error for a server that does not open the file again. */
  refused(name: string, refusal: StatusError): Error {
    if (!GONE.has(refusal.status)) return refusal;
    this.#stale = new StaleError(`the file '${name}' is gone`, { cause: refusal });
    return this.#stale;
  }

  #fail(name: string, reason: string): never {
    this.#stale = new StaleError(`the file '${name}' ${reason}`);
    throw this.#stale;
  }
}

/** The file's number; 0n where the server does not tell. */
export function diskFileIdOf({ createContexts }: CreateResponse): bigint {
  return unpackContext(QueryOnDiskIdResponseContext, createContexts)?.diskFileId ?? 0n;
}
