/** Copies from one open file to another by reading and writing, for servers that cannot copy by themselves. */
import type { CallOptions, Open } from './open.ts';
import { slide, transferSizes } from './transfer.ts';

/**
 * Copies bytes `[start, end)` of `source` to the same place in `target`, or less where the file ends before. Chunks are read
 * while others are being written.
 */
export async function copyThroughClient(
  source: Open,
  target: Open,
  start: number,
  end: number,
  options: CallOptions = {},
): Promise<void> {
  const { maxReadSize, maxWriteSize } = source.tree.connection.negotiated;
  const sizes = transferSizes(source.tree, Math.min(maxReadSize, maxWriteSize), undefined);
  await slide(end - start, sizes, async (from, to) => {
    const chunk = Buffer.allocUnsafeSlow(to - from);
    const got = await source.read(chunk, start + from, options);
    await target.write(chunk.subarray(0, got), start + from, options);
    return got === chunk.length;
  });
}
