/** A file that replaces another as a whole: written beside it, brought to the server's disk, and then given its name. */
import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path/posix';
import type { FileInfo } from '../open/file-info.ts';
import { readOnlyChange } from '../open/paths/change.ts';
import { parseFlags } from './arguments/flags.ts';
import { validateBoolean } from './arguments/validate.ts';
import { invalidArgValue } from './errors/node-errors.ts';
import { type FsError, fsError } from './errors/system-error.ts';
import type { FileSystem } from './file-system.ts';
import type { FsPath } from './fs-path.ts';
import type { Descriptor } from './handles/descriptor.ts';
import type { Operation } from './operation.ts';
import { openDescriptor } from './operations/open.ts';
import { realpath } from './operations/realpath.ts';
import { rename } from './operations/rename.ts';
import { unlink } from './operations/unlink.ts';

/** To look at what is there takes no right to read it. */
const LOOK = { ...parseFlags('r'), read: false };

/**
 * Nobody else knows the name: that somebody has made such a file meanwhile need not be ruled out, and opening it can be
 * repeated when its answer is lost.
 */
const MAKE = parseFlags('w');

/** How often what is left over is tried to be removed: where an answer is lost, the second tells. */
const REMOVALS = 2;

/** What is to be replaced. */
interface Target {
  /** Behind all links. */
  readonly path: FsPath;
  /** Undefined where nothing is there yet. */
  readonly info: FileInfo | undefined;
}

/** Why a file was not replaced. */
export interface LeftoverError extends Error {
  /** The path of what was written, where it could not be removed. */
  leftover?: string;
}

/** Checks the option `atomic`, which goes with the flag `w` and a path alone. */
export function isAtomic(given: unknown, flag: unknown, hasPath: boolean): boolean {
  const atomic = given ?? false;
  validateBoolean(atomic, 'options.atomic');
  if (!atomic) return false;
  if (!hasPath) throw invalidArgValue('options.atomic', given, 'needs a path');
  const { create, truncate, exclusive, append, sync } = parseFlags(flag);
  if (!create || !truncate || exclusive || append || sync) {
    throw invalidArgValue('options.atomic', given, "goes with the flag 'w' alone");
  }
  return true;
}

export class Replacement {
  /** The new file, which is open to be written. */
  readonly descriptor: Descriptor;
  readonly #fs: FileSystem;
  readonly #target: Target;
  readonly #temporary: FsPath;

  private constructor(fs: FileSystem, target: Target, temporary: FsPath, descriptor: Descriptor) {
    this.#fs = fs;
    this.#target = target;
    this.#temporary = temporary;
    this.descriptor = descriptor;
  }

  /** Makes the new file. `mode` matters where there is none to replace; what may not be written is not replaced: EACCES. */
  static async begin(fs: FileSystem, path: FsPath, mode: number, signal?: AbortSignal): Promise<Replacement> {
    // What ends in a slash is no file: this says what it is instead.
    if (path.mustBeDirectory) await openDescriptor(fs, path, MAKE, mode, signal);
    const target = await lookUp(fs, path, signal);
    if (target.info?.isDirectory) throw fsError('EISDIR', 'open', path.text);
    if (target.info?.isReadOnly) throw fsError('EACCES', 'open', path.text);
    const name = `.${randomBytes(12).toString('hex')}.tmp`;
    const temporary = fs.path(join(dirname(target.path.text), name));
    // The caller knows nothing of that name: errors tell of the other one. Where a worker opens it, the text is the path.
    const shown = fs.remote ? temporary : { ...temporary, text: path.text };
    return new Replacement(fs, target, temporary, await openDescriptor(fs, shown, MAKE, mode, signal));
  }

  /** Has the server keep the new file, and gives it the name; otherwise rejects as `discard` resolves. */
  async commit(): Promise<void> {
    try {
      await this.#commit();
    } catch (error) {
      throw await this.discard(error as Error);
    }
  }

  /** Removes what was written so far. Resolves with `error`, for which it is given up. */
  async discard(error: LeftoverError): Promise<LeftoverError> {
    const { descriptor } = this;
    const { text } = this.#temporary;
    // The first thing that failed is what counts.
    if (!descriptor.isClosing) await descriptor.close().catch(() => {});
    for (let removal = 1; removal <= REMOVALS; removal++) {
      try {
        await this.#run('unlink', unlink, text);
        return error;
      } catch (failed) {
        if ((failed as FsError).code === 'ENOENT') return error;
      }
    }
    return Object.assign(error, { leftover: text });
  }

  async #commit(): Promise<void> {
    const { descriptor } = this;
    const { path, info } = this.#target;
    await descriptor.sync('fsync');
    if (info) await descriptor.change('open', readOnlyChange(info, false));
    // What CLOSE says counts: the server may find out only then that it cannot keep what it took.
    await descriptor.close();
    const permissions = this.#fs.modes?.of(path.name);
    await this.#run('rename', rename, this.#temporary.text, path.text);
    if (permissions !== undefined) this.#fs.modes?.remember(path.name, permissions, false);
  }

  #run(name: string, operation: Operation<unknown>, ...args: string[]): Promise<unknown> {
    return run(this.#fs, name, operation, ...args);
  }
}

/** Does an operation where the file system does everything. */
function run(fs: FileSystem, name: string, operation: Operation<unknown>, ...args: string[]): Promise<unknown> {
  return fs.remote ? fs.remote.run(name, args) : operation(fs, ...args)();
}

/** What `path` leads to. A link stays one: what it leads to is replaced. */
async function lookUp(fs: FileSystem, path: FsPath, signal: AbortSignal | undefined): Promise<Target> {
  try {
    const found = await openDescriptor(fs, path, LOOK, 0, signal);
    const info = found.infoAtOpen;
    await found.close();
    return { path: fs.path(await run(fs, 'realpath', realpath, path.text)), info };
  } catch (error) {
    if ((error as FsError).code === 'ENOENT') return { path, info: undefined };
    throw error;
  }
}
