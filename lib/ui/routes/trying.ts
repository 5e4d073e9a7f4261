/** Routes that try a connection: the test, and DirectTCP against NetBIOS. */
import { type TestEvent as Taken, testConnection } from '../../diagnosis/connection-test.ts';
import { testSteps } from '../../diagnosis/test-steps.ts';
import { compareTransports, comparisonPlan } from '../../measure/comparison.ts';
import type { UiConnection } from '../connections.ts';
import { apiErrorOf } from '../failures.ts';
import type { CompareEvent, TestEvent } from '../protocol.ts';
import type { ConnectionRoute } from './state.ts';

const MAX_SIZE = 256 * 1024 * 1024;
const MAX_SIZES = 8;
const MAX_ROUNDS = 10;
const MAX_PORT = 65_535;

type Where = UiConnection['where'];

export const test: ConnectionRoute = async (exchange, connection) => {
  const readOnly = (await exchange.fields()).flag('readOnly');
  await exchange.lines(testEvents(connection, readOnly, exchange.signal), connection.where);
};

async function* testEvents(
  connection: UiConnection,
  readOnly: boolean,
  signal: AbortSignal,
): AsyncGenerator<TestEvent, void, undefined> {
  const { user, where } = connection;
  yield { plan: testSteps({ readOnly }) };
  const smb = connection.fresh();
  try {
    for await (const event of testConnection(smb, { path: '/', user, readOnly, signal })) yield testEvent(event, where);
  } finally {
    await smb.close();
  }
}

function testEvent({ name: step, ...event }: Taken, where: Where): TestEvent {
  if (event.state !== 'failed') return { step, ...event };
  const { state, milliseconds, error } = event;
  return { step, state, milliseconds, error: apiErrorOf(error, where) };
}

export const compare: ConnectionRoute = async (exchange, connection) => {
  const fields = await exchange.fields();
  const folder = fields.path();
  const sizes = fields.integers('sizes', 1, MAX_SIZE, MAX_SIZES);
  const rounds = fields.integer('rounds', 1, MAX_ROUNDS);
  const otherPort = fields.optionalInteger('otherPort', 1, MAX_PORT);
  const open = (transport: 'directtcp' | 'netbios') =>
    connection.fresh({
      transportFallback: false,
      ...(transport !== connection.transport && { transport, port: otherPort }),
    });
  const { signal } = exchange;
  const events = compareTransports({ open, folder, sizes, rounds, signal });
  await exchange.lines(compareEvents(comparisonPlan(sizes), events, connection.where), connection.where);
};

async function* compareEvents(
  plan: ReturnType<typeof comparisonPlan>,
  events: ReturnType<typeof compareTransports>,
  where: Where,
): AsyncGenerator<CompareEvent, void, undefined> {
  yield { plan };
  for await (const event of events) {
    if ('failure' in event) {
      yield { transport: event.transport, failed: apiErrorOf(event.failure, where) };
    } else {
      const { rate, ...move } = event;
      yield { ...move, bytesPerSecond: rate };
    }
  }
}
