/** A slow link is not a dead one: nothing times out while bytes flow, however long a full window takes. */
import * as assert from 'uvu/assert';
import { Open } from '../../lib/open/open.ts';
import type { ReadRequest } from '../../lib/wire/commands/read.ts';
import { content } from '../support/scripted-answers.ts';
import { insteadOf, type Script } from '../support/scripted-server.ts';
import { scriptedSuite } from '../support/scripted-suite.ts';
import { settled } from '../support/settles.ts';
import { startSlowRelay } from '../support/slow-relay.ts';

const test = scriptedSuite('connection/slow link');

const MIB = 1024 * 1024;

/** Each request of a megabyte takes several times as long as a request may be silent. */
const PACE = 3 * MIB;
const TIMEOUT = 150;

/** Made in advance: while it is made, nobody answers. */
const WHOLE = content(0, 4 * MIB);

const readFast: Script = ({ name, body }) => {
  if (name !== 'READ') return undefined;
  const { offset, length } = body as ReadRequest;
  return { body: { flags: 0, dataRemaining: 0, data: WHOLE.subarray(offset, offset + length) } };
};

for (const [what, changes] of [
  ['signed', {}],
  ['encrypted', { encryption: 'required' }],
] as const) {
  test(`reads and writes 4 MiB, ${what}, over a link that takes its time`, async ({ serve, enter }) => {
    const server = await serve({ encryption: true, script: readFast });
    const relay = await startSlowRelay(server, PACE);
    try {
      const tree = await enter({ ...server, port: relay.port }, { ...changes, requestTimeout: TIMEOUT });
      const open = await Open.create(tree, 'a', 3, {});
      const into = Buffer.alloc(4 * MIB);
      const start = performance.now();
      assert.is(await settled(open.read(into, 0)), into.length);
      assert.ok(performance.now() - start > TIMEOUT * 8, 'the link is slow');
      assert.ok(into.equals(WHOLE));
      await settled(open.write(into, 0));
      assert.is(tree.connection.counters.cancelled, 0);
    } finally {
      await relay.close();
    }
  });
}

test('a small request behind a full window waits for its turn', async ({ serve, enter }) => {
  const server = await serve({ script: readFast });
  const relay = await startSlowRelay(server, PACE);
  try {
    const tree = await enter({ ...server, port: relay.port }, { requestTimeout: TIMEOUT });
    const open = await Open.create(tree, 'a', 3, {});
    await settled(Promise.all([open.read(Buffer.alloc(2 * MIB), 0), tree.connection.echo()]));
  } finally {
    await relay.close();
  }
});

test('requests that wait for credits do not time out while others are served', async ({ serve, enter }) => {
  const server = await serve({
    grant: ({ header }) => Math.max(1, header.creditCharge),
    script: insteadOf('FLUSH', (request, peer) => {
      setTimeout(() => peer.respond(request, { body: {} }), TIMEOUT / 2);
    }),
  });
  const tree = await enter(server, { requestTimeout: TIMEOUT });
  const open = await Open.create(tree, 'a', 3, {});
  await settled(Promise.all(Array.from({ length: 8 }, () => open.flush())));
});

test.run();
