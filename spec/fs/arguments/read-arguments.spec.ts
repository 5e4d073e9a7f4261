import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { inspect } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type ReadRequest,
  readArguments,
  readHandleArguments,
  readSyncArguments,
} from '../../../lib/fs/arguments/read-arguments.ts';
import { isArgumentError, looksOf, thrownBy } from '../../support/node-peer.ts';

const test = suite('fs/read-arguments');

const TEXT = '0123456789';
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'smbfs-'));
const file = path.join(folder, 'file');
fs.writeFileSync(file, TEXT);
test.after(() => fs.rmSync(folder, { recursive: true }));

/** Made anew for each call, as reading changes them. */
const bytes = (length = 4): Buffer => Buffer.alloc(length, '.');

/** What a read does to its buffer. */
interface Outcome {
  bytesRead: number;
  buffer: string;
}

/** Does what a request says, on the text. */
function perform({ buffer, offset, length, position }: ReadRequest): Outcome {
  const target = Buffer.from(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  const text = TEXT.slice(position ?? 0, (position ?? 0) + length);
  const bytesRead = text === '' ? 0 : target.write(text, offset);
  return outcome(bytesRead, buffer);
}

function outcome(bytesRead: number, buffer: NodeJS.ArrayBufferView): Outcome {
  const { buffer: memory, byteOffset, byteLength } = buffer;
  return { bytesRead, buffer: Buffer.from(memory, byteOffset, byteLength).toString() };
}

async function withFd<T>(use: (fd: number) => T | Promise<T>): Promise<T> {
  const fd = fs.openSync(file, 'r');
  try {
    return await use(fd);
  } finally {
    fs.closeSync(fd);
  }
}

/** Ours reads what node's reads, or both refuse in the same way. */
async function assertSameRead(ours: () => ReadRequest, nodes: () => Outcome | Promise<Outcome>, message: string) {
  const theirs = await Promise.resolve()
    .then(nodes)
    .catch((error: unknown) => error);
  const mine = thrownBy(ours);
  if (isArgumentError(theirs)) return assert.equal(looksOf(mine), looksOf(theirs), message);
  assert.not.ok(theirs instanceof Error, `${message}: ${theirs}`);
  assert.is(mine, undefined, message);
  assert.equal(perform(ours()), theirs, message);
}

/** Values for each of the four places; made by functions, so that no two calls share a buffer. */
type Args = () => unknown[];

const POSITIONS: readonly unknown[] = [
  ...[undefined, null, 0, 3, -1, 9, 10, 100, 2 ** 53 - 1, 0n, 3n, -1n, 2n ** 62n],
  ...[-2, 1.5, Number.NaN, Infinity, 2 ** 53, 'x', '3', true, {}, [], 2n ** 64n, -(2n ** 64n)],
];
const OFFSETS: readonly unknown[] = [undefined, 0, 1, 4, 5, -1, 1.5, Number.NaN, '1', 2 ** 53, true];
const LENGTHS: readonly unknown[] = [undefined, null, 0, 1, 4, 5, -1, 2.7, Number.NaN, '2', 'x', 2 ** 31, 2 ** 32 + 1];

const FOUR: readonly Args[] = [
  ...POSITIONS.map((position) => () => [bytes(), 0, 2, position]),
  ...OFFSETS.map((offset) => () => [bytes(), offset, 2, 0]),
  ...LENGTHS.map((length) => () => [bytes(), 0, length, 0]),
  ...LENGTHS.map((length) => () => [bytes(), 2, length, 0]),
  () => [bytes(), 9, 0, 0],
  () => [bytes(0), 0, 1, 0],
  () => [bytes(0), 0, 0, 0],
  () => [new Uint16Array(2), 1, 3, 0],
  () => [new DataView(new ArrayBuffer(8), 2, 4), 1, 3, 0],
  ...[undefined, null, 'x', 5, {}, [], new ArrayBuffer(4)].map((buffer) => () => [buffer, 0, 1, 0]),
];

const OPTIONS: ReadonlyArray<() => unknown> = [
  ...[null, {}, { offset: 1 }, { length: 2 }, { position: 3 }, { offset: 1, length: 2, position: 3 }].map(
    (o) => () => o,
  ),
  ...[{ offset: null }, { offset: -1 }, { offset: 5 }, { length: 9 }, { length: 0 }, { length: null }].map(
    (o) => () => o,
  ),
  ...[{ position: -1 }, { position: -2 }, { position: 'x' }, { position: 3n }, [], [1], 5, 'x', true].map(
    (o) => () => o,
  ),
];

/** On node 20 and 22 a read of nothing never looked at its position. */
function isQuirk(args: unknown[]): boolean {
  const [buffer, , length, position] = args;
  const nothing = (Number(length) | 0) === 0 || (buffer as Buffer | undefined)?.byteLength === 0;
  return nothing && position !== undefined && position !== null && position !== 0;
}

/** Node 20 had other limits for a position given as a bigint. */
function isBigRange(args: unknown[]): boolean {
  const [position] = args.slice(-1);
  return typeof position === 'bigint' && (position < -1n || position > 2n ** 62n);
}

test('fs.readSync’s arguments mean what they mean to node', async () => {
  const options = OPTIONS.map((make) => () => [bytes(), make()]);
  for (const make of [...FOUR, ...options, () => [bytes()], () => [], () => [bytes(), undefined], () => [bytes(), 0]]) {
    if (isQuirk(make()) || isBigRange(make())) continue;
    await assertSameRead(
      () => readSyncArguments(make()),
      () =>
        withFd((fd) => {
          const args = make();
          const bytesRead = Reflect.apply(fs.readSync, fs, [fd, ...args]) as number;
          return outcome(bytesRead, args[0] as Buffer);
        }),
      inspect(make()),
    );
  }
});

test('fs.read’s arguments mean what they mean to node', async () => {
  const options = OPTIONS.map((make) => () => [bytes(), make()]);
  const alone = OPTIONS.map((make) => () => {
    const one = make();
    return [one !== null && typeof one === 'object' && !Array.isArray(one) ? { ...one, buffer: bytes() } : one];
  });
  for (const make of [...FOUR, ...options, ...alone, () => [bytes()], () => [], () => [{ buffer: 5 }]]) {
    if (isQuirk(make()) || isBigRange(make())) continue;
    await assertSameRead(
      () => readArguments(make()),
      () =>
        withFd(
          (fd) =>
            new Promise<Outcome>((resolve, reject) => {
              const done = (error: unknown, bytesRead: number, buffer: Buffer) =>
                error ? reject(error) : resolve(outcome(bytesRead, buffer));
              Reflect.apply(fs.read, fs, [fd, ...make(), done]);
            }),
        ),
      inspect(make()),
    );
  }
});

test('FileHandle.read’s arguments mean what they mean to node', async () => {
  const options = OPTIONS.map((make) => () => [bytes(), make()]);
  const alone = OPTIONS.map((make) => () => {
    const one = make();
    return [one !== null && typeof one === 'object' && !Array.isArray(one) ? { ...one, buffer: bytes() } : one];
  });
  for (const make of [...FOUR, ...options, ...alone, () => [bytes()], () => [], () => [{ buffer: 5 }]]) {
    const args = make();
    // Before node 22 a position of a wrong kind was read as none.
    if (isQuirk(args) || isBigRange(args) || !isGoodPosition(args)) continue;
    // The whole buffer was meant by any length that is none, and a fraction of a byte was refused.
    if (typeof args[2] === 'number' && !Number.isInteger(args[2])) continue;
    if (typeof args[2] === 'string' || Number(args[2]) >= 2 ** 31) continue;
    await assertSameRead(
      () => readHandleArguments(make()),
      async () => {
        const handle = await fs.promises.open(file);
        try {
          const result = (await Reflect.apply(handle.read, handle, make())) as { bytesRead: number; buffer: Buffer };
          return outcome(result.bytesRead, result.buffer);
        } finally {
          await handle.close();
        }
      },
      inspect(args),
    );
  }
});

function isGoodPosition(args: unknown[]): boolean {
  const given = args.length > 3 ? args[3] : (args.at(-1) as { position?: unknown } | null | undefined)?.position;
  return given === undefined || given === null || (Number.isSafeInteger(given) && Number(given) >= -1);
}

test('without a buffer, one of 16 KiB is made', () => {
  for (const { buffer, offset, length, position } of [readArguments([]), readHandleArguments([])]) {
    assert.is(buffer.byteLength, 16384);
    assert.equal([offset, length, position], [0, 16384, null]);
  }
});

test('a position behind the end of every file stays a number', () => {
  assert.is(readSyncArguments([bytes(), 0, 2, 2n ** 63n - 3n]).position, Number.MAX_SAFE_INTEGER);
  assert.throws(
    () => readSyncArguments([bytes(), 0, 2, 2n ** 63n - 2n]),
    ({ message }: Error) =>
      message.includes('It must be >= -1 && <= 9223372036854775805. Received 9_223_372_036_854_775_806n'),
  );
});

test('a position is checked even when nothing is to be read', () => {
  assert.throws(
    () => readSyncArguments([bytes(), 0, 0, 'x']),
    ({ code }: NodeJS.ErrnoException) => code === 'ERR_INVALID_ARG_TYPE',
  );
});

test.run();
