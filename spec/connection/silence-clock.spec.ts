import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SilenceClock } from '../../lib/connection/silence-clock.ts';
import { until } from '../support/settles.ts';

const test = suite('connection/silence clock');

/** Keeps this process busy. */
function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

test('goes on while it is started, and stands still when it is stopped', async () => {
  let ticks = 0;
  const clock = new SilenceClock(5, () => ticks++);
  assert.is(clock.now(), 0);
  clock.start();
  await until(() => ticks >= 4);
  clock.stop();
  const stopped = clock.now();
  assert.ok(stopped >= 15, `${stopped} ms`);
  block(20);
  assert.is(clock.now(), stopped);
  clock.start();
  block(6);
  assert.ok(clock.now() >= stopped + 5);
  clock.stop();
});

test('forgives the time in which its process was busy, before the first tick after it too', async () => {
  let ticks = 0;
  const clock = new SilenceClock(10, () => ticks++);
  clock.start();
  await until(() => ticks > 0);
  const before = clock.now();
  const seen = ticks;
  block(300);
  const after = clock.now();
  assert.ok(after - before <= 40, `${after - before} ms`);
  await until(() => ticks > seen);
  assert.ok(clock.now() >= after, 'never backwards');
  assert.ok(clock.now() - before <= 200, `${clock.now() - before} ms`);
  clock.stop();
});

test('does not keep the process alive, nor leave a timer', () => {
  const clock = new SilenceClock(10, () => {});
  const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  clock.start();
  clock.start();
  assert.is(timers(), before);
  clock.stop();
  clock.stop();
});

test.run();
