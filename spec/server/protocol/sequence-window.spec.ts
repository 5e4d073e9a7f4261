/** MessageIds that a client may use, and no other. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MalformedError } from '../../../lib/errors.ts';
import { SequenceWindow } from '../../../lib/server/protocol/sequence-window.ts';

const test = suite('server/protocol/sequence-window');

const refused = (task: () => void): void => assert.throws(task, (error: unknown) => error instanceof MalformedError);

test('starts with the one id 0', () => {
  const window = new SequenceWindow(8);
  refused(() => window.consume(1, 1));
  refused(() => window.consume(0, 2));
  window.consume(0, 1);
  refused(() => window.consume(0, 1));
});

test('lets granted ids be used in any order, each once', () => {
  const window = new SequenceWindow(8);
  window.consume(0, 1);
  assert.is(window.grant(4), 4);
  window.consume(3, 2);
  window.consume(1, 1);
  refused(() => window.consume(4, 1));
  window.consume(2, 1);
  refused(() => window.consume(5, 1));
});

test('uses nothing of a charge that it refuses', () => {
  const window = new SequenceWindow(8);
  window.consume(0, 1);
  window.grant(2);
  refused(() => window.consume(1, 3));
  window.consume(1, 2);
});

test('grants one at least, and never more than the maximum', () => {
  const window = new SequenceWindow(4);
  window.consume(0, 1);
  assert.is(window.grant(0), 1);
  assert.is(window.grant(100), 3);
  assert.is(window.available, 4);
  assert.is(window.grant(1), 0);
});

test('does not grow without end while an old id stays unused', () => {
  const window = new SequenceWindow(4);
  window.consume(0, 1);
  window.grant(4);
  let used = 2;
  for (let granted = 1; granted > 0; used++) {
    window.consume(used, 1);
    granted = window.grant(1);
  }
  assert.ok(used < 16);
});

test.run();
