import * as fs from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  validateAbortSignal,
  validateBoolean,
  validateCallback,
  validateFd,
  validateFunction,
  validateId,
  validateInt32,
  validateInteger,
  validateObject,
  validateOneOf,
  validateString,
  validateUint32,
} from '../../../lib/fs/arguments/validate.ts';
import { assertSameArgumentError } from '../../support/node-peer.ts';

const test = suite('fs/validate');

const VALUES: readonly unknown[] = [
  ...[undefined, null, true, 'x', '', {}, [], () => {}, Symbol('s'), 1n, new Map()],
  ...[0, -0, 1, -1, 1.5, Number.NaN, Infinity, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1, 2 ** 53],
];

/** A descriptor that nothing has open. */
const NO_FD = 2 ** 31 - 1;

/** Node's own functions that check one argument first and then find nothing at the path. */
const NODES: ReadonlyArray<readonly [name: string, ours: (value: unknown) => void, nodes: (value: never) => void]> = [
  [
    'an integer',
    (value) => value === undefined || validateInteger(value, 'len'),
    (value) => fs.ftruncateSync(NO_FD, value),
  ],
  ['an integer in a range', (value) => validateId(value, 'uid'), (value) => fs.chownSync('/nowhere', value, 0)],
  [
    'a 32-bit integer',
    (value) => value === undefined || validateInt32(value, 'options.retryDelay', 0),
    (value) => fs.rmSync('/nowhere', value === undefined ? {} : { retryDelay: value }),
  ],
  [
    'an unsigned 32-bit integer',
    (value) => value === undefined || validateUint32(value, 'options.maxRetries'),
    (value) => fs.rmSync('/nowhere', value === undefined ? {} : { maxRetries: value }),
  ],
  [
    'an unsigned 32-bit integer above 0',
    (value) => value === undefined || validateUint32(value, 'options.bufferSize', true),
    (value) => fs.opendirSync('/', value === undefined ? {} : { bufferSize: value }).closeSync(),
  ],
  [
    'a boolean',
    (value) => value === undefined || validateBoolean(value, 'options.recursive'),
    (value) => fs.rmSync('/nowhere', value === undefined ? {} : { recursive: value }),
  ],
  [
    'an object',
    (value) => value === undefined || validateObject(value, 'options'),
    (value) => fs.rmSync('/nowhere', value),
  ],
  ['a callback', validateCallback, (value) => fs.unlink('/nowhere', value)],
  [
    'a function',
    (value) => value === undefined || validateFunction(value, 'options.filter'),
    (value) => fs.cpSync('/nowhere', '/nowhere else', { filter: value }),
  ],
];

for (const [name, ours, nodes] of NODES) {
  test(`${name} is checked as node does`, () => {
    for (const value of VALUES) {
      assertSameArgumentError(
        () => ours(value),
        () => nodes(value as never),
      );
    }
  });
}

test('a descriptor is checked as node does, and -0 is 0', () => {
  for (const value of VALUES) {
    // A good descriptor would be read from.
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 2 ** 31) continue;
    assertSameArgumentError(
      () => validateFd(value),
      () => fs.read(value as number, () => {}),
    );
  }
  assert.ok(Object.is(validateFd(-0), 0));
  assert.is(validateFd(2 ** 31 - 1), 2 ** 31 - 1);
});

test('text is asked for in node’s words', () => {
  validateString('', 'name');
  assert.throws(
    () => validateString(1, 'name'),
    ({ message }: Error) => message === 'The "name" argument must be of type string. Received type number (1)',
  );
});

test('an object may be null where that is allowed', () => {
  validateObject(null, 'options', true);
  for (const value of [undefined, [], () => {}, 'x']) {
    assert.throws(
      () => validateObject(value, 'options', true),
      ({ code }: NodeJS.ErrnoException) => code === 'ERR_INVALID_ARG_TYPE',
    );
  }
});

test('one of a list is asked for in node’s words', () => {
  validateOneOf(null, 'type', ['dir', null]);
  assert.throws(
    () => validateOneOf('x', 'options.type', ['dir', null, 5]),
    ({ message }: Error) => message === "The property 'options.type' must be one of: 'dir', null, 5. Received 'x'",
  );
});

test('what has an aborted property passes for a signal', () => {
  for (const value of [undefined, AbortSignal.abort(), { aborted: 1 }]) validateAbortSignal(value, 'signal');
  for (const value of [null, {}, 'x', 5]) {
    assert.throws(
      () => validateAbortSignal(value, 'signal'),
      ({ code }: NodeJS.ErrnoException) => code === 'ERR_INVALID_ARG_TYPE',
    );
  }
});

test.run();
