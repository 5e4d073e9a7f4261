/** Many connections at once, and a day's worth of them one after the other: nothing is left behind. */
import { parseArgs } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SmbFs } from '../../lib/index.ts';
import { memoryInUse } from '../support/memory.ts';
import { until } from '../support/settles.ts';
import { type Embedded, startEmbedded } from './embedded.ts';
import { RawClient } from './raw-client.ts';

export const deadlineSeconds = 300;

/** `--whole`: every visitor stays until it has read a file, which takes minutes. */
const { values } = parseArgs({ options: { whole: { type: 'boolean', default: false } } });

const test = suite<{ embedded: Embedded }>('server/stress');

const MIB = 1024 * 1024;
const AT_ONCE = 500;
const VISITS = 10_000;
/** Visitors at a time. */
const GROUP = 20;
/** However busy the machine is. */
const PATIENCE = 120_000;

test.before(async (context) => {
  context.embedded = await startEmbedded({ logonTimeout: PATIENCE });
});

test.after(async ({ embedded }) => {
  await embedded.stop();
  assert.equal(embedded.failures, []);
});

function client({ server }: Embedded): SmbFs {
  return new SmbFs(server.url('share', { user: 'ann' }), { connectTimeout: PATIENCE, requestTimeout: PATIENCE });
}

test('serves 500 connections at once', async ({ embedded }) => {
  const clients = Array.from({ length: AT_ONCE }, () => client(embedded));
  await Promise.all(clients.map((smb, i) => smb.writeFile(`/file${i}`, `content ${i}`)));
  assert.is(embedded.server.connectionCount, AT_ONCE);
  const other = (i: number): number => (i + AT_ONCE / 2) % AT_ONCE;
  const contents = await Promise.all(clients.map((smb, i) => smb.readFile(`/file${other(i)}`, 'utf8')));
  for (const [i, content] of contents.entries()) assert.is(content, `content ${other(i)}`);
  await Promise.all(clients.map((smb) => smb.close()));
  await until(() => embedded.server.connectionCount === 0, PATIENCE);
});

/** A visitor: what it does with its connection before it leaves. */
type Visitor = (embedded: Embedded) => Promise<void>;

const reader: Visitor = async (embedded) => {
  const smb = client(embedded);
  assert.is(await smb.readFile('/hello.txt', 'utf8'), 'hello');
  await smb.close();
};

const guest: Visitor = dropping(async (visitor) => {
  await visitor.logOnAsGuest();
  await visitor.enter('guests');
  await visitor.open('hello.txt');
});

const stranger: Visitor = dropping((visitor) => visitor.negotiate());

const passerBy: Visitor = dropping(async () => {});

/** One that does something and drops the connection. */
function dropping(task: (visitor: RawClient) => Promise<unknown>): Visitor {
  return async ({ host, port }) => {
    const visitor = await RawClient.connect(host, port);
    await task(visitor);
    visitor.destroy();
    await visitor.gone;
  };
}

/** Of fifty visitors one reads, two come as guests: the more of that, the longer it takes and the less it says. */
function visitorOf(visit: number): Visitor {
  if (values.whole || visit % 50 === 0) return reader;
  if (visit % 25 === 1) return guest;
  return visit % 2 === 0 ? stranger : passerBy;
}

test('10 000 connections later, no handle, timer or buffer is left', async ({ embedded }) => {
  const visits = async (count: number): Promise<void> => {
    for (let done = 0; done < count; done += GROUP) {
      await Promise.all(Array.from({ length: GROUP }, (_, i) => visitorOf(done + i)(embedded)));
    }
    await until(() => embedded.server.connectionCount === 0, PATIENCE);
  };
  await visits(1000);
  const before = { active: process.getActiveResourcesInfo().length, memory: await memoryInUse() };
  await visits(VISITS);
  await until(() => process.getActiveResourcesInfo().length <= before.active, PATIENCE);
  const grown = (await memoryInUse()) - before.memory;
  console.log(`${(grown / MIB).toFixed(1)} MiB more after ${VISITS} connections`);
  assert.ok(grown < 32 * MIB, `${(grown / MIB).toFixed(1)} MiB more`);
});

test.run();
