import * as fs from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { symlinkType } from '../../../lib/fs/arguments/symlink-type.ts';
import { assertSameArgumentError } from '../../support/node-peer.ts';

const test = suite('fs/symlink-type');

test('a type is one of three, or found out', () => {
  for (const type of ['dir', 'file', 'junction']) assert.is(symlinkType(type), type);
  for (const type of [undefined, null]) assert.is(symlinkType(type), undefined);
});

test('other types are treated as the running node does', () => {
  const types: readonly unknown[] = [
    '',
    'x',
    'DIR',
    'toString',
    '🍏',
    5,
    {},
    [],
    true,
    false,
    () => {},
    undefined,
    null,
    'dir',
  ];
  for (const type of types) {
    assertSameArgumentError(
      () => symlinkType(type),
      () => fs.symlinkSync('', '', type as 'dir'),
    );
  }
});

test.run();
