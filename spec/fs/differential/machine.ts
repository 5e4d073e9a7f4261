/** Takes the steps of a program on one file system, and says what came of each. */
import { createHash } from 'node:crypto';
import type * as nodeFs from 'node:fs';
import { finished } from 'node:stream/promises';
import { promisify } from 'node:util';
import { type Face, type FileStep, type OpenStep, type PathStep, Place, type Step, type StreamStep } from './steps.ts';

type Method = (...args: unknown[]) => unknown;

/** What a step has resulted in; equal on both file systems, unless there is a difference. */
export type Outcome = unknown;

/** An entry of the tree that a program leaves behind. */
export type TreeEntry = readonly [path: string, type: 'file' | 'folder', digest: string];

export class Machine {
  readonly #fs: typeof nodeFs;
  readonly #dir: string;
  readonly #files = new Map<number, { readonly fd: number; readonly path: string }>();

  constructor(fs: typeof nodeFs, dir: string) {
    this.#fs = fs;
    this.#dir = dir;
  }

  /** The paths of open files, as the program has spelled them. */
  get openPaths(): string[] {
    return [...this.#files.values()].map(({ path }) => path);
  }

  /** Takes a step. Failures are outcomes too. */
  async take(step: Step): Promise<Outcome> {
    try {
      return this.#shown(await this.#take(step));
    } catch (error) {
      return this.#failure(step, error);
    }
  }

  /** Closes what is open. */
  async end(): Promise<Outcome[]> {
    const slots = [...this.#files.keys()];
    const close = (slot: number) => this.take({ kind: 'file', face: 'callbacks', slot, name: 'close', args: [] });
    return Promise.all(slots.map(close));
  }

  /** What there is now, in the order of its names. */
  async tree(below = ''): Promise<TreeEntry[]> {
    const entries = await this.#fs.promises.readdir(this.#dir + below, { withFileTypes: true });
    const nested = await Promise.all(
      entries.map(async (entry): Promise<TreeEntry[]> => {
        const path = `${below}/${entry.name}`;
        if (entry.isDirectory()) return [[path, 'folder', ''], ...(await this.tree(path))];
        const content = await this.#fs.promises.readFile(this.#dir + path);
        const { mode } = await this.#fs.promises.stat(this.#dir + path);
        const digest = `${content.length} ${createHash('sha1').update(content).digest('hex')} ${mode & 0o200 ? 'rw' : 'r'}`;
        return [[path, 'file', digest]];
      }),
    );
    return nested.flat().sort(([a], [b]) => (a < b ? -1 : 1));
  }

  async #take(step: Step): Promise<unknown> {
    switch (step.kind) {
      case 'path':
        return this.#onPath(step);
      case 'open':
        return this.#open(step);
      case 'file':
        return this.#onFile(step);
      default:
        return this.#stream(step);
    }
  }

  #path(place: Place): string {
    return place.below === '' ? '' : `${this.#dir}/${place.below}`;
  }

  async #call(face: Face, name: string, args: readonly unknown[]): Promise<unknown> {
    const all = this.#fs as unknown as Readonly<Record<string, Method>>;
    const promises = this.#fs.promises as unknown as Readonly<Record<string, Method>>;
    if (face === 'sync') return all[`${name}Sync`]?.(...args);
    if (face === 'promises') return promises[name]?.(...args);
    return (promisify(all[name] as Method) as Method)(...args);
  }

  async #onPath({ face, name, args }: PathStep): Promise<unknown> {
    const given = args.map((arg) => (arg instanceof Place ? this.#path(arg) : arg));
    // A folder that cannot be written to has no meaning on a share.
    if (name === 'chmod' && (await this.#isFolder(String(given[0])))) return 'left out';
    const result = await this.#call(face, name, given);
    // What it is called is up to chance.
    if (name === 'mkdtemp') return this.#fs.promises.rmdir(String(result));
    if (name === 'utimes') return this.#fs.promises.stat(String(given[0])).then(({ mtimeMs }) => Math.round(mtimeMs));
    if (name !== 'opendir') return result;
    const entries: unknown[] = [];
    for await (const entry of result as nodeFs.Dir) entries.push(entry);
    return entries;
  }

  async #isFolder(path: string): Promise<boolean> {
    return this.#fs.promises.stat(path).then(
      (stats) => stats.isDirectory(),
      () => false,
    );
  }

  async #open({ face, slot, path, flags }: OpenStep): Promise<unknown> {
    if (this.#files.has(slot)) await this.#close('callbacks', slot);
    const fd = await this.#call(face, 'open', [this.#path(path), flags]);
    this.#files.set(slot, { fd: Number(fd), path: path.below });
    return 'open';
  }

  async #close(face: Face, slot: number): Promise<unknown> {
    const fd = this.#files.get(slot)?.fd;
    this.#files.delete(slot);
    return this.#call(face, 'close', [fd]);
  }

  async #onFile({ face, slot, name, args }: FileStep): Promise<unknown> {
    const fd = this.#files.get(slot)?.fd;
    if (fd === undefined) return 'nothing is open';
    const [first, position] = args;
    if (name === 'fchmod' && this.#fs.fstatSync(fd).isDirectory()) return 'left out';
    switch (name) {
      case 'close':
        return this.#close(face, slot);
      case 'read': {
        const buffer = Buffer.alloc(Number(first));
        await this.#call(face, 'read', [fd, buffer, 0, buffer.length, position]);
        return buffer;
      }
      case 'readv': {
        const buffers = [Buffer.alloc(3), Buffer.alloc(Number(first))];
        await this.#call(face, 'readv', [fd, buffers, position]);
        return Buffer.concat(buffers);
      }
      case 'write':
        return this.#written(await this.#call(face, 'write', [fd, Buffer.from(String(first)), 0, undefined, position]));
      case 'writev':
        return this.#written(
          await this.#call(face, 'writev', [fd, [Buffer.from(String(first)), Buffer.from('tail')], position]),
        );
      default:
        return this.#call(face, name, [fd, ...args]);
    }
  }

  /** The count, which `promisify` gives in an object. */
  #written(result: unknown): unknown {
    return typeof result === 'object' ? (result as { bytesWritten: number }).bytesWritten : result;
  }

  async #stream({ kind, path, options, data }: StreamStep): Promise<unknown> {
    if (kind === 'writeStream') {
      const stream = this.#fs.createWriteStream(this.#path(path), options as never);
      stream.end(data);
      await finished(stream);
      return stream.bytesWritten;
    }
    const parts: Buffer[] = [];
    for await (const part of this.#fs.createReadStream(this.#path(path), options as never)) parts.push(part);
    return Buffer.concat(parts);
  }

  /** What of a result must be equal. */
  #shown(result: unknown): Outcome {
    if (Buffer.isBuffer(result)) return `${result.length} bytes ${createHash('sha1').update(result).digest('hex')}`;
    if (typeof result === 'string') return this.#own(result);
    if (Array.isArray(result)) return result.map((entry) => this.#entry(entry)).sort();
    return isStats(result) ? shownStats(result) : result;
  }

  #entry(entry: unknown): string {
    if (typeof entry === 'string') return entry;
    const { name, parentPath } = entry as nodeFs.Dirent;
    return `${this.#own(parentPath)}/${name} ${(entry as nodeFs.Dirent).isDirectory() ? 'folder' : 'file'}`;
  }

  #own(text: string): string {
    return text.replaceAll(this.#dir, '');
  }

  #failure(step: Step, error: unknown): Outcome {
    if (!(error instanceof Error)) return `threw ${error}`;
    const { code, syscall, path, dest, message } = error as NodeJS.ErrnoException & { dest?: string };
    // Here node 20 forgets the path.
    if (step.kind === 'path' && step.name === 'opendir' && step.face === 'sync') return { code, syscall };
    const shown = (text = ''): string =>
      this.#own(syscall === 'mkdtemp' ? text.replace(/.{6}('?)$/, 'XXXXXX$1') : text);
    return { code, syscall, path: shown(path), dest: shown(dest), message: shown(message) };
  }
}

function isStats(value: unknown): value is nodeFs.Stats {
  return typeof value === 'object' && value !== null && 'isFile' in value;
}

/** A folder's own size and count of links are each file system's. */
function shownStats(stats: nodeFs.Stats): unknown {
  if (stats.isDirectory()) return 'folder';
  const { size, nlink, mode } = stats;
  return { size, nlink, writable: (mode & 0o200) !== 0, isFile: stats.isFile() };
}
