/** Moving the bytes of a large file: several chunks at a time, the oldest awaited first, in memory that is used again. */
import type { FileHandle } from './side.ts';

const CHUNK = 1024 * 1024;

/** Chunks under way for one file: fewer, where many are moved at once. */
const MOST_CHUNKS = 8;
const LEAST_CHUNKS = 2;

/** Chunks under way for all files together, unless there are so many that each has the least. */
const TOGETHER = 16;

/**
 * Bytes at the end of a partial file that may have gaps: what is under way at once. Everything before them was written, as no
 * chunk is begun before the one that is so far behind it has arrived.
 */
export const WINDOW: number = CHUNK * MOST_CHUNKS;

/** Ranges that are being moved. */
let active = 0;

function depth(): number {
  return Math.max(LEAST_CHUNKS, Math.min(MOST_CHUNKS, Math.floor(TOGETHER / active)));
}

/** The source has fewer bytes than it had when it was opened. */
export class ChangedError extends Error {
  readonly code = 'ERR_SMBFS_CHANGED';
}

export interface Range {
  readonly start: number;
  /** The byte behind the last. */
  readonly end: number;
  readonly signal: AbortSignal;
  /** Called with the length of each chunk that is done, in order. */
  readonly onDone?: (bytes: number) => void;
}

/** Copies a range of `source` to the same place of `target`. */
export async function copyRange(source: FileHandle, target: FileHandle, range: Range): Promise<void> {
  await eachChunk(range, async (buffer, position) => {
    await readFully(source, buffer, position);
    await writeFully(target, buffer, position);
  });
}

/** Whether a range holds the same bytes in both files. */
export async function sameRange(one: FileHandle, other: FileHandle, range: Range): Promise<boolean> {
  let same = true;
  const halves = new WeakMap<ArrayBufferLike, Buffer>();
  await eachChunk(range, async (buffer, position) => {
    if (!same) return;
    let second = halves.get(buffer.buffer);
    if (!second) {
      second = Buffer.allocUnsafeSlow(CHUNK);
      halves.set(buffer.buffer, second);
    }
    const part = second.subarray(0, buffer.length);
    await Promise.all([readFully(one, buffer, position), readFully(other, part, position)]);
    if (!buffer.equals(part)) same = false;
  });
  return same;
}

/** Runs `move` for each chunk, several at a time; when one fails, the others end before this rejects. */
async function eachChunk(
  { start, end, signal, onDone }: Range,
  move: (buffer: Buffer, position: number) => Promise<void>,
): Promise<void> {
  const free: Buffer[] = [];
  const underWay: { readonly buffer: Buffer; readonly length: number; readonly moved: Promise<void> }[] = [];
  let position = start;
  active++;
  try {
    while (position < end || underWay.length > 0) {
      while (position < end && underWay.length < depth()) {
        signal.throwIfAborted();
        const length = Math.min(CHUNK, end - position);
        const buffer = free.pop() ?? Buffer.allocUnsafeSlow(Math.min(CHUNK, end - start));
        const moved = move(buffer.subarray(0, length), position);
        // It is awaited in its turn.
        moved.catch(() => {});
        underWay.push({ buffer, length, moved });
        position += length;
      }
      const oldest = underWay.shift();
      if (!oldest) break;
      await oldest.moved;
      free.push(oldest.buffer);
      onDone?.(oldest.length);
    }
  } finally {
    active--;
    await Promise.allSettled(underWay.map(({ moved }) => moved));
  }
}

async function readFully(file: FileHandle, buffer: Buffer, position: number): Promise<void> {
  for (let done = 0; done < buffer.length; ) {
    const { bytesRead } = await file.read(buffer, done, buffer.length - done, position + done);
    if (bytesRead === 0) throw new ChangedError('the file became shorter while it was read');
    done += bytesRead;
  }
}

async function writeFully(file: FileHandle, buffer: Buffer, position: number): Promise<void> {
  for (let done = 0; done < buffer.length; ) {
    const { bytesWritten } = await file.write(buffer, done, buffer.length - done, position + done);
    done += bytesWritten;
  }
}
