import * as fs from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { callOptions, validateEncoding } from '../../../lib/fs/arguments/call-options.ts';
import { assertSameArgumentError, assertSameError } from '../../support/node-peer.ts';

const test = suite('fs/call-options');

test('without options, or with a callback in their place, the fallback counts', () => {
  const fallback = { encoding: 'utf8', flag: 'r' } as const;
  for (const none of [undefined, null, () => {}]) assert.is(callOptions(none, fallback), fallback);
});

test('text is an encoding beside the fallback, which is not changed', () => {
  const fallback = { encoding: 'utf8', flag: 'r' } as const;
  assert.equal(callOptions('hex', fallback), { encoding: 'hex', flag: 'r' });
  assert.is(fallback.encoding, 'utf8');
});

test('an object is returned as it is, and not filled up', () => {
  const options = { encoding: 'buffer', other: 1 } as const;
  assert.is(callOptions(options, { flag: 'r' }), options);
});

test('what node refuses is refused in the same words, and nothing else', () => {
  const controller = new AbortController();
  const values: readonly unknown[] = [
    ...[1, true, Symbol('s'), 1n, 'x', 'BUFFER', '', 'buffer', 'UTF-8', 'latin1', {}, []],
    ...[{ encoding: 'x' }, { encoding: 5 }, { encoding: {} }, { encoding: null }, { encoding: '' }, { encoding: 0 }],
    ...[{ signal: null }, { signal: 1 }, { signal: {} }, { signal: 'x' }, { signal: { aborted: false } }],
    ...[{ signal: controller.signal }, { signal: undefined }, { encoding: 'x', signal: 1 }],
  ];
  for (const options of values) {
    assertSameArgumentError(
      () => callOptions(options),
      () => fs.readdirSync('/nowhere', options as 'utf8'),
    );
  }
});

test('an encoding is checked alone, too', () => {
  for (const encoding of [undefined, null, '', 'utf8', 'HEX', 'ucs2']) validateEncoding(encoding);
  for (const encoding of ['x', 5, {}]) {
    assertSameError(
      () => validateEncoding(encoding),
      () => fs.readdirSync('/nowhere', { encoding: encoding as 'utf8' }),
    );
  }
});

test.run();
