/** What waits for its reply is found by its MessageId, however long it has waited. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { NO_SESSION } from '../../lib/connection/connection.ts';
import { Exchange, step } from '../../lib/connection/exchange.ts';
import { type PendingRequest, PendingRequests } from '../../lib/connection/pending-requests.ts';
import { Echo } from '../../lib/wire/commands/echo.ts';

const test = suite('connection/pending-requests');

const echo = step(Echo, {});

function pendingRequest(messageId: number): PendingRequest {
  const exchange = new Exchange(
    [echo],
    NO_SESSION,
    {},
    () => {},
    () => {},
  );
  return { exchange, index: 0, step: echo, messageId, cost: 1, asyncId: 0n, placing: false };
}

test('finds one that waits for long beside thousands that came and went', () => {
  const requests = new PendingRequests();
  const patient = [pendingRequest(3), pendingRequest(4)];
  for (const each of patient) requests.add(each);
  for (let messageId = 5; messageId < 5000; messageId++) {
    const passing = pendingRequest(messageId);
    requests.add(passing);
    assert.is(requests.get(messageId), passing);
    requests.remove(passing);
    assert.is(requests.get(messageId), undefined);
  }
  assert.is(requests.size, 2);
  assert.equal(
    patient.map(({ messageId }) => requests.get(messageId)),
    patient,
  );
});

test('lists them oldest first, whatever the order of their places', () => {
  const requests = new PendingRequests();
  const ids = [2, 1023, 1024, 1025, 1026, 2050, 5000];
  const all = ids.map(pendingRequest);
  for (const each of all) requests.add(each);
  assert.equal(
    [...requests].map(({ messageId }) => messageId),
    ids,
  );
  assert.equal(
    [...requests.exchanges()],
    all.map(({ exchange }) => exchange),
  );
  assert.equal(requests.of(all[5]?.exchange as Exchange), [all[5]]);
  requests.clear();
  assert.is(requests.size, 0);
  assert.equal([...requests], []);
});

test.run();
