import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { race, timed } from '../../../bench/rounds/rounds.ts';

const test = suite('bench/rounds/rounds');

test('contestants take turns, in another order every round, and the first round does not count', async () => {
  const order: string[] = [];
  const contestants = ['a', 'b', 'c'].map((name) => ({
    name,
    measure: async () => {
      order.push(name);
      return { seconds: 2, amount: 10 };
    },
  }));
  const results = await race(contestants, 2);
  assert.equal(order.join(''), 'abcbcacab');
  assert.equal(
    results.map(({ contestant, rate }) => [contestant, rate?.samples]),
    [
      ['a', [5, 5]],
      ['b', [5, 5]],
      ['c', [5, 5]],
    ],
  );
});

test('a contestant that fails is not asked again, and its error is told', async () => {
  let asked = 0;
  const failing = {
    name: 'failing',
    measure: async () => {
      asked++;
      throw new Error('no answer');
    },
  };
  const [result] = await race([failing], 3);
  assert.is(asked, 1);
  assert.equal(result, { contestant: 'failing', rate: undefined, cpu: undefined, error: 'no answer' });
});

test('processor time is told for each unit of what was done', async () => {
  const [result] = await race([{ name: 'one', measure: async () => ({ seconds: 1, amount: 4, cpu: 2 }) }], 1);
  assert.is(result?.cpu?.median, 0.5);
});

test('work is timed by the clock and by the processor', async () => {
  const {
    seconds,
    amount,
    cpu = 0,
  } = await timed(async () => {
    const end = performance.now() + 20;
    while (performance.now() < end);
    return 3;
  });
  assert.is(amount, 3);
  assert.ok(seconds >= 0.02);
  assert.ok(cpu > 0);
});

test.run();
