/** `openAsBlob`: a file as a `Blob`, whose content is read when it is asked for. */
import { Blob } from 'node:buffer';
import * as nodeFs from 'node:fs';
import type { FileInfo } from '../open/file-info.ts';
import { parseFlags } from './arguments/flags.ts';
import { validateObject, validateString } from './arguments/validate.ts';
import { nodeTypeError } from './errors/node-errors.ts';
import type { FileSystem } from './file-system.ts';
import type { FsPath } from './fs-path.ts';
import type { Descriptor } from './handles/descriptor.ts';
import { openDescriptor } from './operations/open.ts';
import { statsOf } from './operations/stat.ts';
import { ReadAhead } from './streams/read-ahead.ts';

/** Bytes of a stream's chunk at most. */
const CHUNK = 64 * 1024;

const NOTHING = Buffer.alloc(0);

/** What a blob reads, and what must not change meanwhile. */
interface Source {
  readonly fs: FileSystem;
  readonly path: FsPath;
  readonly stats: nodeFs.BigIntStats;
}

/** `openAsBlob(path[, options])`; `look` is `stat`. What is wrong with the arguments is thrown, as by node. */
export function openAsBlob(
  fs: FileSystem,
  [given, options]: readonly unknown[],
  look: (path: string) => Promise<nodeFs.BigIntStats>,
): Promise<Blob> {
  const { path, type } = blobArguments(fs, given, options);
  return look(path.text).then((stats) => fileBlob({ fs, path, stats }, type), notOpened);
}

/** `openAsBlobSync(path[, options])`; `look` is `statSync`. */
export function openAsBlobSync(
  fs: FileSystem,
  [given, options]: readonly unknown[],
  look: (path: string) => nodeFs.BigIntStats,
): Blob {
  const { path, type } = blobArguments(fs, given, options);
  try {
    return fileBlob({ fs, path, stats: look(path.text) }, type);
  } catch (cause) {
    return notOpened(cause);
  }
}

function blobArguments(fs: FileSystem, given: unknown, options: unknown = {}): { path: FsPath; type: string } {
  validateObject(options, 'options');
  const type = (options as { type?: unknown }).type || '';
  validateString(type, 'options.type');
  return { path: fs.path(given), type };
}

function fileBlob(source: Source, type: string): Blob {
  return new FileBlob(source, 0, Number(source.stats.size), type);
}

/** Older lines of node name no reason; those that have `openAsBlobSync` tell what `stat` failed with. */
function notOpened(cause: unknown): never {
  if ('openAsBlobSync' in nodeFs) throw cause;
  throw Object.assign(nodeTypeError('ERR_INVALID_ARG_VALUE', 'Unable to open file as blob'), { cause });
}

/** Part of a file, from `start` up to `end`. A file that has changed since the blob was made cannot be read any more. */
class FileBlob extends Blob {
  readonly #source: Source;
  readonly #start: number;
  readonly #end: number;

  constructor(source: Source, start: number, end: number, type: string) {
    super([], { type });
    this.#source = source;
    this.#start = start;
    this.#end = end;
  }

  override get size(): number {
    return this.#end - this.#start;
  }

  override slice(start = 0, end: number = this.size, type = ''): Blob {
    const from = this.#clamped(start);
    return new FileBlob(this.#source, this.#start + from, this.#start + Math.max(from, this.#clamped(end)), type);
  }

  override stream(): ReadableStream {
    let reading: Reading | undefined;
    return new ReadableStream({
      type: 'bytes',
      pull: async (controller) => {
        reading ??= await Reading.begin(this.#source, this.#start, this.#end);
        const data = await reading.next();
        if (data.length > 0) {
          controller.enqueue(data);
          return;
        }
        controller.close();
        controller.byobRequest?.respond(0);
      },
      cancel: () => reading?.end(),
    });
  }

  override async arrayBuffer(): Promise<ArrayBuffer> {
    return (await this.bytes()).buffer;
  }

  override async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(this.size);
    let at = 0;
    for await (const chunk of this.stream() as AsyncIterable<Uint8Array>) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    return bytes;
  }

  override async text(): Promise<string> {
    return new TextDecoder().decode(await this.bytes());
  }

  /** An index of this blob; a negative one counts from the end. */
  #clamped(index: number): number {
    const whole = Math.trunc(index) || 0;
    return whole < 0 ? Math.max(0, this.size + whole) : Math.min(whole, this.size);
  }
}

/** The file that is open for one stream. */
class Reading {
  readonly #source: Source;
  readonly #descriptor: Descriptor;
  readonly #ahead: ReadAhead;
  readonly #end: number;
  /** It takes several reads, between which the file may change. */
  readonly #isLong: boolean;
  #position: number;

  static async begin(source: Source, start: number, end: number): Promise<Reading> {
    const descriptor = await openDescriptor(source.fs, source.path, parseFlags('r'), 0o666).catch(unreadable);
    if (isUnchanged(source, descriptor.infoAtOpen)) return new Reading(source, descriptor, start, end);
    await descriptor.close();
    return unreadable();
  }

  private constructor(source: Source, descriptor: Descriptor, start: number, end: number) {
    this.#source = source;
    this.#descriptor = descriptor;
    this.#ahead = new ReadAhead(descriptor, end - start);
    this.#isLong = end - start > CHUNK;
    this.#position = start;
    this.#end = end;
  }

  /** Nothing at the end, where the file is closed; what was read is worth nothing if the file has changed meanwhile. */
  async next(): Promise<Uint8Array<ArrayBuffer>> {
    const length = Math.min(CHUNK, this.#end - this.#position);
    const data = length > 0 ? await this.#ahead.read(length, this.#position).catch(() => NOTHING) : NOTHING;
    this.#position += data.length;
    if (data.length > 0) return new Uint8Array(data);
    const isWhole = length === 0 && (!this.#isLong || (await this.#isUnchanged()));
    await this.end();
    return isWhole ? new Uint8Array(data) : unreadable();
  }

  #isUnchanged(): Promise<boolean> {
    return this.#descriptor.stat().then(
      (info) => isUnchanged(this.#source, info),
      () => false,
    );
  }

  async end(): Promise<void> {
    this.#ahead.stop();
    await this.#descriptor.close();
  }
}

function isUnchanged({ fs, stats }: Source, info: FileInfo): boolean {
  const { size, mtimeNs } = statsOf(fs, info, true, true) as nodeFs.BigIntStats;
  return size === stats.size && mtimeNs === stats.mtimeNs;
}

/** Why is in no error of a Blob. */
function unreadable(): never {
  throw new DOMException('The blob could not be read', 'NotReadableError');
}
