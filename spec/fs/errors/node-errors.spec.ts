import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { inspect } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  AbortError,
  incompatibleOptions,
  invalidArgType,
  invalidArgValue,
  nodeError,
  nodeRangeError,
  nodeTypeError,
  outOfRange,
} from '../../../lib/fs/errors/node-errors.ts';
import { assertSameError, looksOf, thrownBy } from '../../support/node-peer.ts';

const test = suite('fs/node-errors');

class Own {}

/** Values of every sort, among them those that are printed in a special way. */
const VALUES: readonly unknown[] = [
  ...[undefined, null, true, false, 0, -0, 1, 1.5, -1, Number.NaN, Infinity, -Infinity, 1e21, 2 ** 53],
  ...[0n, 10n, -(2n ** 64n), Symbol('s'), Symbol(), () => {}, function named() {}, class Named {}],
  ...[{}, { a: 1 }, Object.create(null), Object.create({ constructor: undefined }), [], [1], new Own(), new Map()],
  ...[new Date(0), /x/, new Error('e'), Promise.resolve(), new Uint16Array(1), new ArrayBuffer(2)],
];
const TEXTS = ['', 'a', "it's", 'x'.repeat(28), 'x'.repeat(29), `'${'x'.repeat(40)}`, 'line\nbreak', '"'];

test('a wrong type is refused in node’s words, whatever came instead', () => {
  for (const value of VALUES) {
    const nodes = () => fs.statSync(value as string);
    assertSameError(() => {
      throw invalidArgType('path', ['string', 'Buffer', 'URL'], value);
    }, nodes);
  }
  for (const value of TEXTS) {
    const nodes = () => fs.read(value as unknown as number, () => {});
    assertSameError(() => {
      throw invalidArgType('fd', 'number', value);
    }, nodes);
  }
});

test('types, classes and other descriptions are told apart in what is expected', () => {
  assertSameError(
    () => {
      throw invalidArgType('first argument', ['string', 'Buffer', 'ArrayBuffer', 'Array', 'Array-like Object'], 1);
    },
    () => Reflect.apply(Buffer.from, Buffer, [1]),
  );
  assertSameError(
    () => {
      throw invalidArgType('options', ['string', 'Object'], 1);
    },
    () => fs.readdirSync('/', 1 as unknown as 'utf8'),
  );
  assertSameError(
    () => {
      throw invalidArgType('options.signal', 'AbortSignal', 1);
    },
    () => fs.readFileSync('/', { signal: 1 } as object),
  );
  assertSameError(
    () => {
      throw invalidArgType('time', ['Date', 'Time in seconds'], 'x');
    },
    () => fs.utimesSync('/', 'x', 'x'),
  );
  assertSameError(
    () => {
      throw invalidArgType('buffers', 'ArrayBufferView[]', 1);
    },
    () => fs.readvSync(0, 1 as unknown as Buffer[]),
  );
});

test('a wrong value is refused in node’s words, cut when it is long', () => {
  for (const value of ['bad', 'x'.repeat(500), {}, { deep: { er: { and: { deeper: 1 } } } }, true, ['r']]) {
    assertSameError(
      () => {
        throw invalidArgValue('flags', value);
      },
      () => fs.openSync('/', value as string),
    );
  }
  assertSameError(
    () => {
      throw invalidArgValue('encoding', 'x', 'is invalid encoding');
    },
    () => fs.readdirSync('/', 'x' as 'utf8'),
  );
});

test('a value out of range is refused in node’s words, with its digits in groups when it is large', () => {
  for (const value of [-1, 1.5, Number.NaN, Infinity, 2 ** 31, 2 ** 32, 2 ** 32 + 1, -(2 ** 40), 2 ** 53, 1e21]) {
    const range = Number.isInteger(value) ? '>= 0 && <= 2147483647' : 'an integer';
    assertSameError(
      () => {
        throw outOfRange('fd', range, value);
      },
      () => fs.read(value, () => {}),
    );
  }
  for (const value of [-1n, -1000n, -(2n ** 32n), -(2n ** 32n) - 1n, 2n ** 64n]) {
    assertSameError(
      () => {
        throw outOfRange('value', '>= 0n and < 2n ** 64n', value);
      },
      () => Buffer.alloc(8).writeBigUInt64LE(value),
    );
  }
});

test('options that exclude each other are refused in node’s words', () => {
  assertSameError(
    () => {
      throw incompatibleOptions('dereference', 'verbatimSymlinks');
    },
    () => fs.cpSync('/nowhere', '/nowhere else', { dereference: true, verbatimSymlinks: true }),
  );
});

test('an abort looks like node’s, with the signal’s reason as the cause', async () => {
  const signal = AbortSignal.abort(new Error('enough'));
  const theirs = await fs.promises.readFile(import.meta.filename, { signal }).catch((error: Error) => error);
  const ours = new AbortError(signal);
  assert.equal({ ...looksOf(ours), constructor: 0 }, { ...looksOf(theirs), constructor: 0 });
  assert.is(ours.cause, signal.reason);
  assert.is(new AbortError().cause, undefined);
});

test('errors of any of node’s codes can be made', () => {
  const cases = [
    { make: nodeError, Base: Error },
    { make: nodeTypeError, Base: TypeError },
    { make: nodeRangeError, Base: RangeError },
  ];
  for (const { make, Base } of cases) {
    const error = make('ERR_DIR_CLOSED', 'Directory handle was closed');
    assert.instance(error, Base);
    assert.is(error.name, Base.name);
    assert.match(String(error.stack), `${Base.name} [ERR_DIR_CLOSED]: Directory handle was closed\n`);
    assert.match(inspect(error), `${Base.name} [ERR_DIR_CLOSED]: Directory handle was closed\n`);
    assert.equal(Object.keys(error), ['code']);
  }
});

test('node’s own error of a closed folder looks the same', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'smbfs-'));
  const dir = fs.opendirSync(folder);
  dir.closeSync();
  fs.rmdirSync(folder);
  assert.equal(
    looksOf(nodeError('ERR_DIR_CLOSED', 'Directory handle was closed')),
    looksOf(thrownBy(() => dir.readSync())),
  );
});

test.run();
