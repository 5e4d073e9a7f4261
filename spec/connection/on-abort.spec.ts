/** A signal has one listener, however many requests it ends. */
import { getEventListeners } from 'node:events';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { onAbort } from '../../lib/connection/on-abort.ts';

const test = suite('connection/on-abort');

const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;

test('calls everybody once, in order, through one listener', () => {
  const controller = new AbortController();
  const called: number[] = [];
  for (let each = 0; each < 20; each++) onAbort(controller.signal, () => called.push(each));
  assert.is(listeners(controller.signal), 1);
  controller.abort();
  assert.equal(
    called,
    Array.from({ length: 20 }, (_, each) => each),
  );
});

test('forgets who takes it back, and leaves no listener behind the last', () => {
  const controller = new AbortController();
  const called: string[] = [];
  const same = (): void => void called.push('same');
  const ignore = [onAbort(controller.signal, same), onAbort(controller.signal, same)];
  ignore[0]?.();
  ignore[0]?.();
  assert.is(listeners(controller.signal), 1);
  onAbort(controller.signal, () => called.push('other'))();
  ignore[1]?.();
  assert.is(listeners(controller.signal), 0);
  onAbort(controller.signal, () => called.push('again'));
  controller.abort();
  assert.equal(called, ['again']);
});

test('who is called may take back others that were still to be called', () => {
  const controller = new AbortController();
  const called: string[] = [];
  onAbort(controller.signal, () => {
    called.push('first');
    ignore();
  });
  const ignore = onAbort(controller.signal, () => called.push('second'));
  controller.abort();
  assert.equal(called, ['first']);
});

test.run();
