/** What a connection test tells when several things go wrong. */
import { Volume } from 'memfs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type TestEvent, testConnection } from '../../lib/diagnosis/connection-test.ts';
import { SmbFs } from '../../lib/index.ts';
import { createServer } from '../../lib/server/index.ts';
import { STATUS_ACCESS_DENIED, STATUS_DISK_CORRUPT_ERROR } from '../../lib/wire/ntstatus.ts';

const test = suite('diagnosis/connection-test');

async function testWith(faults: (server: ReturnType<typeof createServer>) => void): Promise<TestEvent[]> {
  const server = createServer({ shares: { data: new Volume().promises }, users: { ann: 's3cret' } });
  await server.listen(0);
  const smb = new SmbFs(server.url('data', { user: 'ann' }));
  try {
    faults(server);
    const options = { path: '/', user: 'ann', readOnly: false, signal: new AbortController().signal };
    const events: TestEvent[] = [];
    for await (const event of testConnection(smb, options)) events.push(event);
    return events;
  } finally {
    smb.destroy();
    await server.close();
  }
}

const failures = (events: readonly TestEvent[]): string[] =>
  events.filter(({ state }) => state === 'failed').map(({ name }) => name);

test('a file that stays behind when another step fails is told of, after that step', async () => {
  const events = await testWith(({ faults }) => {
    faults.fail(STATUS_DISK_CORRUPT_ERROR, { command: 'READ' });
    faults.fail(STATUS_ACCESS_DENIED, { command: 'SET_INFO' });
  });
  assert.equal(failures(events), ['read', 'delete']);
  const last = events.at(-1);
  assert.match(last?.state === 'failed' ? String(last.error) : '', /EACCES.*\.smbfs-test-/);
});

test('a file that is removed after a step failed is not told of', async () => {
  const events = await testWith(({ faults }) => faults.fail(STATUS_DISK_CORRUPT_ERROR, { command: 'READ' }));
  assert.equal(failures(events), ['read']);
  assert.is(events.at(-1)?.name, 'read');
});

test('a file that cannot be deleted is told of once', async () => {
  const events = await testWith(({ faults }) => faults.fail(STATUS_ACCESS_DENIED, { command: 'SET_INFO' }));
  assert.equal(failures(events), ['delete']);
});

test.run();
