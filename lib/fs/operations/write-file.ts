/** `writeFile` and `appendFile`: small files in one round trip, large ones through a full pipe. */
import { isSmall, writeSmall } from '../../open/paths/write-small.ts';
import { type CallOptions, callOptions } from '../arguments/call-options.ts';
import { type OpenFlags, parseFlags } from '../arguments/flags.ts';
import { parseFileMode } from '../arguments/mode-arguments.ts';
import { timeArgument } from '../arguments/time-argument.ts';
import { validateBoolean } from '../arguments/validate.ts';
import { AbortError, invalidArgValue } from '../errors/node-errors.ts';
import type { FileSystem } from '../file-system.ts';
import type { FsPath } from '../fs-path.ts';
import type { Descriptor } from '../handles/descriptor.ts';
import { isReferencedHandle } from '../handles/handle-references.ts';
import type { Operation } from '../operation.ts';
import { isAtomic, Replacement } from '../replacement.ts';
import { isReadOnlyMode } from '../results/file-mode.ts';
import { nanosecondsToFiletime } from '../results/filetime.ts';
import { WriteBehind } from '../streams/write-behind.ts';
import { openDescriptor } from './open.ts';
import { type WriteSource, writeSource } from './write-source.ts';

const DEFAULT_MODE = 0o666;

/**
 * `writeFile(path | fd | handle, data[, options | encoding])`; with `atomic: true`, whoever looks finds the old file or the new
 * one, never a part of it; with `mtime`, the file has that modification time.
 */
export const writeFile: Operation<void> = (fs, file, data, given) => {
  const options = callOptions(given, { encoding: 'utf8', mode: DEFAULT_MODE, flag: 'w', flush: false });
  return write(fs, file, data, options, options.flag ?? 'w');
};

/** `appendFile(path | fd | handle, data[, options | encoding])` */
export const appendFile: Operation<void> = (fs, file, data, given) => {
  const options = callOptions(given, { encoding: 'utf8', mode: DEFAULT_MODE, flag: 'a', flush: false });
  return write(fs, file, data, options, options.flag ?? 'a');
};

function write(fs: FileSystem, file: unknown, data: unknown, options: CallOptions, flag: unknown): () => Promise<void> {
  const { signal } = options;
  const flush = options.flush ?? false;
  validateBoolean(flush, 'options.flush');
  const hasPath = !isReferencedHandle(file) && typeof file !== 'number';
  const atomic = isAtomic(options.atomic, flag, hasPath);
  const lastWriteTime = modificationTime(options.mtime, hasPath);
  if (isReferencedHandle(file)) return () => file.writeFile(data, options);
  const source = writeSource(data, options.encoding);
  if (typeof file === 'number') {
    return async () => writeAll(fs.descriptors.get(file, 'write'), source, flush, signal);
  }
  const path = fs.path(file);
  const flags = parseFlags(flag);
  const mode = parseFileMode(options.mode, 'mode', DEFAULT_MODE);
  return async () => {
    if (signal?.aborted) throw new AbortError(signal);
    if (atomic) return replaceFile(fs, path, mode, source, lastWriteTime, signal);
    const isWritten = await writeAtOnce(fs, path, flags, mode, source, flush, lastWriteTime, signal);
    if (signal?.aborted) throw new AbortError(signal);
    if (isWritten) return;
    const descriptor = await openDescriptor(fs, path, flags, mode, signal);
    try {
      await writeAll(descriptor, source, flush, signal);
      await setModificationTime(descriptor, lastWriteTime);
    } catch (error) {
      await descriptor.close();
      throw error;
    }
    // What CLOSE says counts: the server may find out only then that it cannot keep what it took.
    await descriptor.close();
  };
}

/** The option `mtime`, a FILETIME: as `utimes` takes it, and for what is written by its path. */
function modificationTime(given: unknown, hasPath: boolean): bigint | undefined {
  if (given === undefined || given === null) return undefined;
  const time = timeArgument(given, 'options.mtime');
  if (time === undefined) throw invalidArgValue('options.mtime', given, 'is no time that a file can have');
  if (!hasPath) throw invalidArgValue('options.mtime', given, 'needs a path');
  return nanosecondsToFiletime(time);
}

async function setModificationTime(descriptor: Descriptor, lastWriteTime: bigint | undefined): Promise<void> {
  if (lastWriteTime !== undefined) await descriptor.change('futime', { lastWriteTime });
}

/** Writes a new file, which takes the place of the one that is there when it is complete. */
async function replaceFile(
  fs: FileSystem,
  path: FsPath,
  mode: number,
  source: WriteSource,
  lastWriteTime: bigint | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  const replacement = await Replacement.begin(fs, path, mode, signal);
  try {
    await writeAll(replacement.descriptor, source, false, signal);
    await setModificationTime(replacement.descriptor, lastWriteTime);
    if (signal?.aborted) throw new AbortError(signal);
  } catch (error) {
    throw await replacement.discard(error as Error);
  }
  await replacement.commit();
}

/** Writes everything at the current position, and with `flush` to the server's disk. */
export async function writeAll(
  descriptor: Descriptor,
  source: WriteSource,
  flush: boolean,
  signal?: AbortSignal,
): Promise<void> {
  if (signal?.aborted) throw new AbortError(signal);
  if (Symbol.asyncIterator in source) await writePieces(descriptor, source, signal);
  else for (const part of source) if (part.length > 0) await descriptor.write(part, null, signal);
  if (flush) await descriptor.sync('fsync');
}

/** Writes what comes in pieces, small ones maybe: gathered, and while the next ones are made. */
async function writePieces(
  descriptor: Descriptor,
  source: AsyncIterable<Buffer>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const behind = new WriteBehind(descriptor);
  try {
    for await (const part of source) {
      if (signal?.aborted) throw new AbortError(signal);
      await behind.write(part, null);
    }
    await behind.drain();
  } finally {
    // What was taken over before a failure is written like everything before one.
    await behind.drain().catch(() => {});
    behind.release();
  }
  if (signal?.aborted) throw new AbortError(signal);
}

/** Tries the one round trip; false when it takes more, and nothing is lost by doing it again the long way. */
async function writeAtOnce(
  fs: FileSystem,
  path: FsPath,
  flags: OpenFlags,
  mode: number,
  source: WriteSource,
  flush: boolean,
  lastWriteTime: bigint | undefined,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const [data] = Array.isArray(source) ? source : [];
  // Only who opens it knows whether it is new.
  if (fs.modes) return false;
  if (!data || flush || !flags.create || !flags.truncate || flags.exclusive || flags.append) return false;
  if (path.mustBeDirectory) return false;
  return fs.call({ syscall: 'open', path, signal }, async (tree, { name }) => {
    if (!isSmall(tree, data)) return false;
    const intent = { ...flags, readOnly: isReadOnlyMode(mode) };
    return (await writeSmall(tree, name, data, intent, { signal, lastWriteTime })) === data.length;
  });
}
