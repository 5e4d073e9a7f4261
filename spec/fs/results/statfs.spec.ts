import * as fs from 'node:fs';
import { inspect } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { makeBigIntStatFs, makeStatFs } from '../../../lib/fs/results/statfs.ts';

const test = suite('fs/statfs');

const room = { bsize: 4096, blocks: 1000, bfree: 500, bavail: 400 };

test('the room on a share has the shape of node’s StatFs', () => {
  const ours = makeStatFs(room);
  assert.is(
    inspect(ours),
    [
      ...['StatFs {', '  type: 4266872130,', '  bsize: 4096,', '  frsize: 4096,', '  blocks: 1000,'],
      ...['  bfree: 500,', '  bavail: 400,', '  files: 0,', '  ffree: 0', '}'],
    ].join('\n'),
  );
  const nodes = Object.keys(fs.statfsSync('/'));
  // Node has frsize from version 24 on.
  assert.equal(Object.keys(ours), nodes.includes('frsize') ? nodes : nodes.toSpliced(2, 0, 'frsize'));
});

test('all of it can be bigints', () => {
  assert.equal(
    Object.entries(makeBigIntStatFs(room)),
    Object.entries(makeStatFs(room)).map(([name, value]) => [name, BigInt(value)]),
  );
});

test.run();
