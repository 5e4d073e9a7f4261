/** What a hostile peer sends is read or refused: a little of it here, as much as one likes with `npm run fuzz`. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fuzzClient } from '../fs/hostile-server.ts';
import { fuzzParsers } from './fuzz-parsers.ts';
import { allParsers } from './parsers.ts';

const test = suite('support/fuzz');

test('every parser reads what it is given, or refuses it as malformed', async () => {
  const parsers = await allParsers();
  const { fed, answered, faults } = fuzzParsers(parsers, 1, 100);
  assert.equal(faults, []);
  assert.is(fed, parsers.length * 100);
  // Neither is all of it refused, nor all of it taken.
  assert.ok(answered > fed / 5 && answered < (fed * 4) / 5, `${answered} of ${fed}`);
});

test('a parser that fails in another way is found out', () => {
  const read = (bytes: Buffer): unknown => bytes.readUInt32LE(0);
  const broken = { name: 'broken', seeds: [], read, refuses: () => false };
  assert.match(fuzzParsers([broken], 1, 1000).faults.join(), 'broken: RangeError');
});

test('a client survives answers that are damaged', async () => {
  const { operations, mutated, faults } = await fuzzClient(1, 30);
  assert.equal(faults, []);
  assert.is(operations, 30);
  assert.ok(mutated > 0);
});

test.run();
