import * as fs from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { vectorArguments } from '../../../lib/fs/arguments/vector-arguments.ts';
import { assertSameError } from '../../support/node-peer.ts';

const test = suite('fs/vector-arguments');

test('buffers of every kind are taken, and none', () => {
  const buffers = [Buffer.alloc(1), new Uint16Array(1), new DataView(new ArrayBuffer(1))];
  assert.is(vectorArguments([buffers]).buffers, buffers);
  assert.equal(vectorArguments([[]]), { buffers: [], position: null });
});

test('what is no position means the current one', () => {
  const positions: readonly unknown[] = [undefined, null, -1, 1.5, Number.NaN, '3', 3n, () => {}, 2 ** 53];
  for (const position of positions) assert.is(vectorArguments([[], position]).position, null);
  for (const position of [0, 3, 2 ** 53 - 1]) assert.is(vectorArguments([[], position]).position, position);
});

test('what node refuses is refused in the same words', () => {
  for (const buffers of [undefined, null, 5, 'x', {}, Buffer.alloc(1), ['x'], [Buffer.alloc(1), 5], [[]]]) {
    assertSameError(
      () => vectorArguments([buffers]),
      () => fs.readvSync(0, buffers as unknown as Buffer[]),
    );
    assertSameError(
      () => vectorArguments([buffers]),
      () => fs.writevSync(0, buffers as unknown as Buffer[]),
    );
  }
});

test.run();
