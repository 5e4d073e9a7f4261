/** How a callback gets the result of an operation: mostly as one argument, sometimes as two, sometimes as none. */
/** The parts of a result that callbacks get one by one, in this order. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  read: ['bytesRead', 'buffer'],
  readv: ['bytesRead', 'buffers'],
  write: ['bytesWritten', 'buffer'],
  writev: ['bytesWritten', 'buffers'],
};

/** A callback's arguments behind the error. */
export function callbackResults(name: string, result: unknown): readonly unknown[] {
  if (result === undefined) return [];
  const parts = PARTS[name];
  return parts ? parts.map((part) => (result as Record<string, unknown>)[part]) : [result];
}

/** What the promise of `util.promisify` gets, which has a name of its own for what `writev` has written. */
export function promisifiedResult(name: string, result: unknown): unknown {
  if (name !== 'writev') return result;
  const { bytesWritten, buffers } = result as { bytesWritten: number; buffers: unknown };
  return { bytesWritten, buffer: buffers };
}
