/** One bit turned round anywhere in a protected session is noticed: some places of each here, all of them with `npm run flips`. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Direction, type Flip, flipThrough, PROTECTIONS } from './flips.ts';

const test = suite('connection/flips');

/** Of each direction. A prime number of bytes between them: fields of every kind are among them. */
const PLACES = 7;

function* some(bytes: Readonly<Record<Direction, number>>): Generator<Flip> {
  for (const direction of ['request', 'response'] as const) {
    for (let i = 0; i < PLACES; i++) {
      // Not in the first frame's length, which nothing but a deadline tells.
      yield { direction, at: 4 + Math.floor(((bytes[direction] - 4) * i) / PLACES), bit: i % 8 };
    }
  }
}

for (const [name, options] of Object.entries(PROTECTIONS)) {
  test(`notices every changed bit of a session ${name}`, async () => {
    const { harmless, wrong, flips } = await flipThrough(options, some);
    assert.is(flips, 2 * PLACES);
    assert.equal({ harmless, wrong }, { harmless: [], wrong: [] });
  });
}

test.run();
