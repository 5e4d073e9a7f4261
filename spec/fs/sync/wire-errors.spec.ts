import { inspect } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { AuthenticationError, ConnectionError, MalformedError, SmbError, StatusError } from '../../../lib/errors.ts';
import { AbortError, invalidArgType, nodeError, outOfRange } from '../../../lib/fs/errors/node-errors.ts';
import { OperationError } from '../../../lib/fs/errors/operation-error.ts';
import { fsError } from '../../../lib/fs/errors/system-error.ts';
import { packError, unpackError, withStackOf } from '../../../lib/fs/sync/wire-errors.ts';
import { looksOf } from '../../support/node-peer.ts';

const test = suite('fs/sync/wire-errors');

const status = new StatusError(0xc0000034, 'STATUS_OBJECT_NAME_NOT_FOUND', 'CREATE');
const errors: readonly Error[] = [
  new Error('plain'),
  new TypeError('plain type'),
  new RangeError('plain range', { cause: new SyntaxError('inner') }),
  new AggregateError([new Error('one'), new TypeError('two')], 'several'),
  fsError('ENOENT', 'open', '/x'),
  fsError('EXDEV', 'rename', '/x', '/y', { ntstatus: 0xc00000d4, cause: status }),
  invalidArgType('path', 'string', 5),
  outOfRange('length', '>= 0', -1),
  nodeError('ERR_DIR_CLOSED', 'Directory handle was closed'),
  new AbortError(),
  new SmbError('ERR_SMB_ANY', 'any'),
  new MalformedError('malformed'),
  new ConnectionError('ECONNREFUSED', 'refused', { cause: Object.assign(new Error('inner'), { port: 445 }) }),
  new AuthenticationError('no', 'STATUS_LOGON_FAILURE'),
  status,
  new OperationError('ERR_FS_EISDIR', 'Path is a directory', {
    ...{ code: 'EISDIR', message: 'is a directory', path: '/x', syscall: 'rm', errno: 21 },
  }),
];

for (const error of errors) {
  const name = `${error.constructor.name} ${'code' in error ? error.code : ''}`;

  test(`${name} arrives as it left`, () => {
    const arrived = unpackError(structuredClone(packError(error)));
    assert.equal(looksOf(arrived), looksOf(error));
    assert.is(Object.getPrototypeOf(arrived), Object.getPrototypeOf(error));
    assert.equal(Object.getOwnPropertyNames(arrived).sort(), Object.getOwnPropertyNames(error).sort());
    assert.is(arrived.stack, error.stack);
    if (error.cause instanceof Error) assert.equal(looksOf(arrived.cause), looksOf(error.cause));
  });
}

test('what is no error arrives as one that says what it was', () => {
  assert.is(unpackError(structuredClone(packError('thrown text'))).message, 'thrown text');
});

test('what cannot be cloned is left out', () => {
  const error = Object.assign(new Error('x'), { callback: () => {}, symbol: Symbol('s'), number: 1 });
  assert.equal({ ...unpackError(structuredClone(packError(error))) }, { number: 1 });
});

test('the stack becomes that of the call, below the title', () => {
  function method(): unknown {
    return withStackOf(unpackError(structuredClone(packError(invalidArgType('path', 'string', 5)))), method);
  }
  function caller(): unknown {
    return method();
  }
  const { stack = '' } = caller() as Error;
  const [title, first] = stack.split('\n');
  assert.is(
    title,
    'TypeError [ERR_INVALID_ARG_TYPE]: The "path" argument must be of type string. Received type number (5)',
  );
  assert.match(first ?? '', / at caller /);
  assert.not.match(inspect(caller()), /unpackError/);
});

test.run();
