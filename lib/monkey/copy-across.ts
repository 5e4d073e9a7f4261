/** Copies a file from one file system to another, as `copyFile` does. */
import type * as nodeFs from 'node:fs';
import { constants } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { type FsError, fsError } from '../fs/errors/system-error.ts';

/** A path, and the functions that know it. */
export interface End<Functions> {
  readonly fs: Functions;
  readonly path: nodeFs.PathLike;
  /** As errors show it. */
  readonly text: string;
}

/** Where a copy comes from, and where it goes. */
export interface Ends<Functions> {
  readonly source: End<Functions>;
  readonly destination: End<Functions>;
}

/** Bytes that a synchronous copy holds at a time. */
const CHUNK = 1 << 20;

/** `mode` has node's COPYFILE_ constants. What was begun is removed when it fails. */
export async function copyAcross(ends: Ends<typeof nodeFs.promises>, mode: number): Promise<void> {
  const { source, destination } = ends;
  try {
    const input = await source.fs.open(source.path);
    try {
      const { mode: bits } = checked(await input.stat(), mode);
      const output = await destination.fs.open(destination.path, flagsOf(mode), bits);
      try {
        await output.chmod(bits);
        await pipeline(input.createReadStream(), output.createWriteStream());
        await output.close();
      } catch (error) {
        await output.close().catch(() => {});
        await destination.fs.rm(destination.path, { force: true });
        throw error;
      }
    } finally {
      await input.close();
    }
  } catch (error) {
    throw copyError(error, ends);
  }
}

/** As `copyAcross`, while this thread waits. */
export function copyAcrossSync(ends: Ends<typeof nodeFs>, mode: number): void {
  const { source, destination } = ends;
  try {
    const input = source.fs.openSync(source.path, 'r');
    try {
      const { mode: bits } = checked(source.fs.fstatSync(input), mode);
      const output = destination.fs.openSync(destination.path, flagsOf(mode), bits);
      try {
        destination.fs.fchmodSync(output, bits);
        pump(source.fs, input, destination.fs, output);
      } catch (error) {
        destination.fs.rmSync(destination.path, { force: true });
        throw error;
      } finally {
        destination.fs.closeSync(output);
      }
    } finally {
      source.fs.closeSync(input);
    }
  } catch (error) {
    throw copyError(error, ends);
  }
}

function pump(from: typeof nodeFs, input: number, to: typeof nodeFs, output: number): void {
  const buffer = Buffer.allocUnsafe(CHUNK);
  for (let length = from.readSync(input, buffer); length > 0; length = from.readSync(input, buffer)) {
    for (let written = 0; written < length; ) written += to.writeSync(output, buffer, written, length - written);
  }
}

function checked(stats: nodeFs.Stats, mode: number): nodeFs.Stats {
  if (stats.isDirectory()) throw fsError('EISDIR', 'copyfile');
  // Sharing blocks is out of the question.
  if (mode & constants.COPYFILE_FICLONE_FORCE) throw fsError('EXDEV', 'copyfile');
  return stats;
}

function flagsOf(mode: number): string {
  return mode & constants.COPYFILE_EXCL ? 'wx' : 'w';
}

function copyError(error: unknown, { source, destination }: Ends<unknown>): unknown {
  const { code, syscall } = error as Partial<FsError>;
  if (code === undefined || syscall === undefined) return error;
  return fsError(code, 'copyfile', source.text, destination.text, { cause: error });
}
