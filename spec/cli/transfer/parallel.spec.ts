import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runParallel } from '../../../lib/cli/transfer/parallel.ts';
import { rejection } from '../../support/settles.ts';

const test = suite('cli/transfer/parallel');

async function* numbers(count: number, onTaken: (index: number) => void = () => {}): AsyncGenerator<number> {
  for (let index = 0; index < count; index++) {
    onTaken(index);
    yield index;
  }
}

const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('everything is done once, and no more at a time than there are jobs', async () => {
  const done: number[] = [];
  let running = 0;
  let most = 0;
  await runParallel(numbers(500), 7, async (item) => {
    most = Math.max(most, ++running);
    await pause();
    running--;
    done.push(item);
  });
  assert.is(most, 7);
  assert.equal(
    done.sort((one, other) => one - other),
    Array.from({ length: 500 }, (_, index) => index),
  );
});

test('items are found ahead of the work, but not without end', async () => {
  let found = 0;
  let finished = 0;
  let most = 0;
  const items = numbers(30_000, (index) => {
    found = index;
    most = Math.max(most, found - finished);
  });
  await runParallel(items, 2, async () => {
    finished++;
    if (finished % 100 === 0) await pause();
  });
  assert.is(finished, 30_000);
  assert.ok(most > 1000 && most <= 10_010, `${most}`);
});

test('nothing is begun after a failure, and what runs has ended when it is thrown', async () => {
  let begun = 0;
  let running = 0;
  const error = await rejection(
    runParallel(numbers(100_000), 4, async (item) => {
      begun++;
      running++;
      await pause();
      running--;
      if (item === 10) throw new Error('the tenth');
    }),
  );
  assert.is(error.message, 'the tenth');
  assert.is(running, 0);
  assert.ok(begun < 30);
});

test('a failure to find items is thrown when the work has ended', async () => {
  let done = 0;
  const items = (async function* (): AsyncGenerator<number> {
    yield* numbers(3);
    throw new Error('no more');
  })();
  const work = async (): Promise<void> => {
    await pause();
    done++;
  };
  assert.is((await rejection(runParallel(items, 1, work))).message, 'no more');
  assert.ok(done <= 3);
});

test.run();
