/** What a behaviour is, and what several of them use. */
import type * as nodeFs from 'node:fs';
import type * as nodePromises from 'node:fs/promises';
import * as assert from 'uvu/assert';

/** The shape of `node:fs/promises`, with the streams of `node:fs`. */
export type BodyFs = typeof nodePromises & Pick<typeof nodeFs, 'createReadStream' | 'createWriteStream'>;

/** One thing that a file system does, in an empty folder of its own. */
export interface Behaviour {
  readonly name: string;
  run(fs: BodyFs, dir: string): Promise<void>;
}

/** `size` bytes that repeat nowhere near, the same ones for the same `seed`. */
export function bytes(size: number, seed = 1): Buffer {
  const words = new Uint32Array(Math.ceil(size / 4));
  let state = seed >>> 0;
  for (let i = 0; i < words.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    words[i] = state;
  }
  return Buffer.from(words.buffer, 0, size);
}

/** Compares content without printing it. */
export function assertSame(actual: Buffer, expected: Buffer, what = 'the content'): void {
  if (actual.equals(expected)) return;
  const length = Math.min(actual.length, expected.length);
  let at = 0;
  while (at < length && actual[at] === expected[at]) at++;
  assert.unreachable(`${what}: ${actual.length} bytes instead of ${expected.length}, different from byte ${at} on`);
}

/** Checks that a call fails, and that its error has at least these fields. */
export async function assertFails(call: Promise<unknown>, fields: Readonly<Record<string, unknown>>): Promise<void> {
  const error = await call.then(
    (result) => assert.unreachable(`resolved with ${String(result)} instead of ${JSON.stringify(fields)}`),
    (reason: unknown) => reason as Record<string, unknown>,
  );
  const found = Object.fromEntries(Object.keys(fields).map((name) => [name, (error as Record<string, unknown>)[name]]));
  assert.equal(found, fields);
}

/** Whether there is something of this name. */
export async function exists(fs: BodyFs, path: string): Promise<boolean> {
  try {
    await fs.access(path);
    return true;
  } catch (error) {
    assert.is((error as NodeJS.ErrnoException).code, 'ENOENT');
    return false;
  }
}

/** The names in a folder in order. */
export async function names(fs: BodyFs, dir: string): Promise<string[]> {
  return (await fs.readdir(dir)).sort();
}
