import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { inspect } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type WriteRequest, writeArguments } from '../../../lib/fs/arguments/write-arguments.ts';
import { isArgumentError, looksOf, thrownBy } from '../../support/node-peer.ts';

const test = suite('fs/write-arguments');

const TEXT = '0123456789';
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'smbfs-'));
const file = path.join(folder, 'file');
test.after(() => fs.rmSync(folder, { recursive: true }));

/** What the file holds after a request has been done on the text. */
function perform({ data, position }: WriteRequest): string {
  const content = Buffer.from(TEXT);
  data.copy(content, position ?? 0);
  return content.toString('latin1');
}

/** What node's write makes of the text. */
async function performedBy(write: (fd: number) => unknown): Promise<string> {
  fs.writeFileSync(file, TEXT);
  const fd = fs.openSync(file, 'r+');
  try {
    await write(fd);
  } finally {
    fs.closeSync(fd);
  }
  return fs.readFileSync(file, 'latin1');
}

const POSITIONS: readonly unknown[] = [undefined, null, 0, -0, 3, -5, 1.5, Number.NaN, Infinity, '3', 3n, true, {}];
const OFFSETS: readonly unknown[] = [undefined, null, 0, 1, 2, 3, -1, 1.5, Number.NaN, '1', true];
const LENGTHS: readonly unknown[] = [undefined, null, 0, 1, 2, 3, -1, 1.5, Number.NaN, Infinity, 2 ** 31, '1', {}];
const ENCODINGS: readonly unknown[] = [
  undefined,
  null,
  'hex',
  'HEX',
  'utf8',
  'latin1',
  'base64',
  'ucs2',
  'buffer',
  'x',
  5,
];

const bytes = Buffer.from('xABx').subarray(1, 3);

const CALLS: ReadonlyArray<readonly unknown[]> = [
  [bytes],
  ...POSITIONS.map((position) => [bytes, 0, 1, position]),
  ...OFFSETS.map((offset) => [bytes, offset]),
  ...OFFSETS.map((offset) => [bytes, { offset }]),
  ...LENGTHS.map((length) => [bytes, 0, length]),
  ...LENGTHS.map((length) => [bytes, { offset: 1, length }]),
  ...POSITIONS.map((position) => [bytes, { position }]),
  [bytes, {}],
  [bytes, []],
  [bytes, null, null, 4],
  [new Uint16Array(bytes.buffer, bytes.byteOffset - (bytes.byteOffset % 2), 1), 1],
  [new DataView(bytes.buffer, bytes.byteOffset, 2), 1, 1, 5],
  [Buffer.alloc(0)],
  ['AB'],
  [''],
  ['字', 2],
  ...POSITIONS.map((position) => ['AB', position]),
  ...ENCODINGS.flatMap((encoding) => [
    ['4142', 1, encoding],
    ['414', 1, encoding],
  ]),
  ...[undefined, null, 5, {}, [1], true, Symbol('s'), new Date(0), { toString: () => 'AB' }].map((what) => [what, 0]),
];

async function assertSameWrite(args: readonly unknown[], nodes: (fd: number) => unknown): Promise<void> {
  const theirs = await performedBy(nodes).catch((error: unknown) => error);
  const mine = thrownBy(() => writeArguments(args));
  if (isArgumentError(theirs)) return assert.equal(looksOf(mine), looksOf(theirs), inspect(args));
  assert.is(mine, undefined, inspect(args));
  assert.is(perform(writeArguments(args)), theirs, inspect(args));
}

test('fs.writeSync’s arguments mean what they mean to node', async () => {
  for (const args of CALLS) {
    await assertSameWrite(args, (fd) => Reflect.apply(fs.writeSync, fs, [fd, ...args]));
  }
});

test('fs.write’s arguments mean what they mean to node', async () => {
  for (const args of CALLS) {
    // With a callback behind them, these are not in the place where node looks for them.
    if (typeof args[0] === 'string' && args.length > 3) continue;
    await assertSameWrite(
      args,
      (fd) =>
        new Promise((resolve, reject) => {
          Reflect.apply(fs.write, fs, [fd, ...args, (error: unknown) => (error ? reject(error) : resolve(undefined))]);
        }),
    );
  }
});

test('FileHandle.write’s arguments mean what they mean to node', async () => {
  for (const args of CALLS) {
    fs.writeFileSync(file, TEXT);
    const handle = await fs.promises.open(file, 'r+');
    try {
      await assertSameWrite(args, async () => {
        await Reflect.apply(handle.write, handle, args);
        return fs.readFileSync(file, 'latin1');
      });
    } finally {
      await handle.close();
    }
  }
});

test('what was given is kept for the result, and bytes are not copied', () => {
  const request = writeArguments([bytes, 1]);
  assert.is(request.buffer, bytes);
  assert.is(request.data.buffer, bytes.buffer);
  assert.is(request.data.byteOffset, bytes.byteOffset + 1);
  assert.is(writeArguments(['AB']).buffer, 'AB');
});

test.run();
