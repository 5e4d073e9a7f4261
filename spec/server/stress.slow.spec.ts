/** Many connections at once, and a day's worth of them one after the other: nothing is left behind. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SmbFs } from '../../lib/index.ts';
import { until } from '../support/settles.ts';
import { type Embedded, startEmbedded } from './embedded.ts';

export const deadlineSeconds = 600;

const test = suite<{ embedded: Embedded }>('server/stress');

const MIB = 1024 * 1024;

test.before(async (context) => {
  context.embedded = await startEmbedded();
});

test.after(async ({ embedded }) => await embedded.stop());

function client({ server }: Embedded): SmbFs {
  return new SmbFs(server.url('share', { user: 'ann' }));
}

test('serves 500 connections at once', async ({ embedded }) => {
  const clients = Array.from({ length: 500 }, () => client(embedded));
  await Promise.all(clients.map((smb, i) => smb.writeFile(`/file${i}`, `content ${i}`)));
  assert.is(embedded.server.connectionCount, 500);
  const contents = await Promise.all(clients.map((smb, i) => smb.readFile(`/file${(i + 250) % 500}`, 'utf8')));
  for (const [i, content] of contents.entries()) assert.is(content, `content ${(i + 250) % 500}`);
  await Promise.all(clients.map((smb) => smb.close()));
  await until(() => embedded.server.connectionCount === 0);
});

test('10 000 connections later, no handle, timer or buffer is left', async ({ embedded }) => {
  const visit = async (): Promise<void> => {
    const smb = client(embedded);
    assert.is(await smb.readFile('/hello.txt', 'utf8'), 'hello');
    await smb.close();
  };
  const visits = async (count: number): Promise<void> => {
    for (let done = 0; done < count; done += 10) await Promise.all(Array.from({ length: 10 }, visit));
    await until(() => embedded.server.connectionCount === 0);
  };
  await visits(1000);
  const before = { active: process.getActiveResourcesInfo().length, memory: memoryInUse() };
  await visits(10_000);
  await until(() => process.getActiveResourcesInfo().length <= before.active + 5);
  const grown = memoryInUse() - before.memory;
  assert.ok(grown < 16 * MIB, `${(grown / MIB).toFixed(1)} MiB more`);
  assert.equal(embedded.failures, []);
});

/** Bytes in use, the least of a few looks: the collector comes when it likes. */
function memoryInUse(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

test.run();
