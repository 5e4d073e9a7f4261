import { getEventListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { withDeadline } from '../../lib/transport/deadline.ts';

const test = suite('transport/deadline');

const late = new Error('too late');
const failure = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);

function patient(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
}

test('gives work a signal that is aborted when time is up', async () => {
  assert.is(await failure(withDeadline(5, () => late, undefined, patient)), late);
});

test('hands the caller’s signal on, with its reason', async () => {
  const controller = new AbortController();
  const working = failure(withDeadline(10_000, () => late, controller.signal, patient));
  const reason = new Error('enough');
  controller.abort(reason);
  assert.is(await working, reason);
});

test('does not begin when the signal is aborted already', async () => {
  let begun = false;
  const work = async (): Promise<void> => {
    begun = true;
  };
  const reason = new Error('enough');
  assert.is(await failure(withDeadline(10_000, () => late, AbortSignal.abort(reason), work)), reason);
  assert.not(begun);
});

test('leaves neither a timer nor a listener behind, be the work done or failed', async () => {
  const { signal } = new AbortController();
  const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  assert.is(
    await withDeadline(
      60_000,
      () => late,
      signal,
      async () => 7,
    ),
    7,
  );
  const broken = withDeadline(
    60_000,
    () => late,
    signal,
    async () => {
      throw late;
    },
  );
  assert.is(await failure(broken), late);
  assert.is(getEventListeners(signal, 'abort').length, 0);
  assert.is(timers(), before);
});

test('takes no notice of time after the work is done', async () => {
  const signal = await withDeadline(
    1,
    () => late,
    undefined,
    async (given) => given,
  );
  await delay(5);
  assert.not(signal.aborted);
});

test.run();
