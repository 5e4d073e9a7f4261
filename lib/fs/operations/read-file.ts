/** `readFile`: small files in one round trip, large ones through a full pipe. */
import { readSmall } from '../../open/paths/read-small.ts';
import { type CallOptions, callOptions } from '../arguments/call-options.ts';
import { flagsNumber, parseFlags } from '../arguments/flags.ts';
import { AbortError, nodeRangeError } from '../errors/node-errors.ts';
import { fsError } from '../errors/system-error.ts';
import type { FileSystem } from '../file-system.ts';
import type { FsPath } from '../fs-path.ts';
import type { Descriptor } from '../handles/descriptor.ts';
import { isReferencedHandle } from '../handles/handle-references.ts';
import type { Operation } from '../operation.ts';
import { openDescriptor } from './open.ts';

/** The largest file that node reads at once. */
const MAX_SIZE = 2 ** 31 - 1;

/** What is read at a time where the size is not known. */
const UNKNOWN_SIZE_CHUNK = 512 * 1024;

const DEFAULT_MODE = 0o666;

/** `readFile(path | fd | handle[, options | encoding])` */
export const readFile: Operation<string | Buffer> = (fs, file, given) => {
  const options = callOptions(given, { flag: 'r' });
  if (isReferencedHandle(file)) return () => file.readFile(options);
  if (typeof file === 'number') {
    return async () => decoded(await readRest(fs.descriptors.get(file, 'fstat'), options.signal), options);
  }
  const path = fs.path(file);
  const flags = parseFlags(options.flag);
  const plain = flagsNumber(options.flag) === 0;
  return async () => {
    throwIfAborted(options.signal);
    const small = plain && !path.mustBeDirectory ? await readAtOnce(fs, path, options.signal) : undefined;
    throwIfAborted(options.signal);
    if (small) return decoded(small, options);
    const descriptor = await openDescriptor(fs, path, flags, DEFAULT_MODE, options.signal);
    try {
      return decoded(await readRest(descriptor, options.signal), options);
    } finally {
      await descriptor.close();
    }
  };
};

/** Reads from the current position to the end. */
export async function readRest(descriptor: Descriptor, signal?: AbortSignal): Promise<Buffer> {
  throwIfAborted(signal);
  const { endOfFile } = await descriptor.stat(signal);
  if (endOfFile > MAX_SIZE) {
    throw nodeRangeError('ERR_FS_FILE_TOO_LARGE', `File size (${endOfFile}) is greater than 2 GiB`);
  }
  if (endOfFile > 0) return readPart(descriptor, endOfFile, signal);
  // Servers show some files that have content but no size.
  const parts: Buffer[] = [];
  for (;;) {
    const part = await readPart(descriptor, UNKNOWN_SIZE_CHUNK, signal);
    parts.push(part);
    if (part.length < UNKNOWN_SIZE_CHUNK) return Buffer.concat(parts);
  }
}

async function readPart(descriptor: Descriptor, size: number, signal: AbortSignal | undefined): Promise<Buffer> {
  const part = Buffer.allocUnsafeSlow(size);
  const got = await descriptor.read(part, null, signal);
  throwIfAborted(signal);
  return got === size ? part : part.subarray(0, got);
}

async function readAtOnce(fs: FileSystem, path: FsPath, signal: AbortSignal | undefined): Promise<Buffer | undefined> {
  const { info, data } = await fs.call({ syscall: 'open', path, signal, lastLink: 'found' }, async (tree, { name }) => {
    const found = await readSmall(tree, name, { signal });
    await fs.links.stop(tree, name, found.info, { signal });
    return found;
  });
  if (info.isDirectory) throw fsError('EISDIR', 'read');
  return data;
}

/** The content as the caller wants it: text where an encoding is given. */
export function decoded(data: Buffer, { encoding }: CallOptions): string | Buffer {
  return encoding && encoding !== 'buffer' ? data.toString(encoding) : data;
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AbortError(signal);
}
