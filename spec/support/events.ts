/** What a stream tells, in its order. */
import type { Readable, Writable } from 'node:stream';

/** Everything a stream emits from now on until it closes, errors with their codes; data as the length of a chunk. */
export async function told(stream: Readable | Writable): Promise<string[]> {
  const events: string[] = [];
  const { emit } = stream;
  stream.emit = (name: string | symbol, ...args: unknown[]): boolean => {
    if (typeof name === 'string' && !IGNORED.has(name)) events.push(describe(name, args));
    return Reflect.apply(emit, stream, [name, ...args]);
  };
  stream.on('error', () => {});
  await new Promise<void>((resolve) => stream.once('close', resolve));
  return events;
}

/** Told by some lines of node and not by others, or as often as the pieces happen to come. */
const IGNORED: ReadonlySet<string> = new Set([
  'newListener',
  'removeListener',
  'resume',
  'pause',
  'drain',
  'prefinish',
]);

function describe(name: string, [first]: readonly unknown[]): string {
  if (name === 'data') return `data ${(first as Buffer).length}`;
  if (name !== 'error') return name;
  const { code, name: kind } = first as NodeJS.ErrnoException;
  return `error ${code ?? kind}`;
}

/** Everything a stream gives, in one piece. */
export async function contentOf(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(Buffer.from(part as Buffer));
  return Buffer.concat(parts);
}
