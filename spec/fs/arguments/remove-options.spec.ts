import * as fs from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { rmdirOptions, rmOptions } from '../../../lib/fs/arguments/remove-options.ts';
import { NODE_MAJOR } from '../../../lib/fs/node-version.ts';
import { assertSameArgumentError } from '../../support/node-peer.ts';

const test = suite('fs/remove-options');

/** Its second argument is gone from the types, and from some nodes. */
const rmdirSync = fs.rmdirSync as (path: string, options?: unknown) => void;

const VALUES: readonly unknown[] = [
  ...[undefined, null, 1, 'x', [], () => {}, {}],
  ...[{ recursive: 1 }, { recursive: undefined }, { recursive: false }, { force: 'x' }, { force: undefined }],
  ...[{ retryDelay: -1 }, { retryDelay: '1' }, { retryDelay: 2 ** 31 }, { retryDelay: 1.5 }],
  ...[{ maxRetries: -1 }, { maxRetries: 2 ** 32 }, { maxRetries: null }, { other: 1 }],
];

test('what is left out has node’s defaults', () => {
  const defaults = { recursive: false, force: false, retryDelay: 100, maxRetries: 0 };
  assert.equal(rmOptions(undefined), defaults);
  assert.equal(rmOptions({}), defaults);
  assert.equal(rmOptions({ recursive: true, force: true, retryDelay: 5, maxRetries: 2 }), {
    recursive: true,
    force: true,
    retryDelay: 5,
    maxRetries: 2,
  });
  assert.equal(rmdirOptions(undefined), defaults);
});

test('the options of rm are checked as node does', () => {
  for (const options of VALUES) {
    assertSameArgumentError(
      () => rmOptions(options),
      () => fs.rmSync('/nowhere', options as fs.RmOptions),
    );
  }
});

test('the options of rmdir are checked as the running node does', () => {
  for (const options of VALUES) {
    // What node takes for recursive here goes on to other checks, of options it has filled up itself.
    if (NODE_MAJOR < 25 && (options as fs.RmOptions | undefined)?.recursive) continue;
    assertSameArgumentError(
      () => rmdirOptions(options),
      () => rmdirSync('/nowhere', options),
    );
  }
});

test('a recursive rmdir is warned of once, or refused from node 25 on', async () => {
  if (NODE_MAJOR >= 25) {
    assertSameArgumentError(
      () => rmdirOptions({ recursive: true }),
      () => rmdirSync('/nowhere', { recursive: true }),
    );
    return;
  }
  const codes: unknown[] = [];
  const note = (warning: Error): unknown => codes.push((warning as NodeJS.ErrnoException).code);
  process.on('warning', note);
  assert.equal(rmdirOptions({ recursive: true, maxRetries: 3 }), {
    recursive: true,
    force: false,
    retryDelay: 100,
    maxRetries: 3,
  });
  rmdirOptions({ recursive: true });
  await new Promise(setImmediate);
  process.off('warning', note);
  assert.equal(codes, ['DEP0147']);
});

test.run();
