/** What becomes of a CLOSE that fails when its caller has gone on. */
import { on } from 'node:events';
import { Volume } from 'memfs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SmbFs } from '../../../lib/index.ts';
import { createServer } from '../../../lib/server/index.ts';
import { STATUS_DISK_FULL } from '../../../lib/wire/ntstatus.ts';
import { memoryInUse } from '../../support/memory.ts';

const test = suite('fs/sync/late close');

test('a file of the main thread that the server fails to close after closeSync is told of in a warning', async () => {
  await served(async (smb, server) => {
    const fd = await new Promise<number>((resolve, reject) => {
      smb.open('/report', 'w', (error, opened) => (error ? reject(error) : resolve(opened)));
    });
    server.faults.fail(STATUS_DISK_FULL, { command: 'CLOSE', times: 1 });
    const warned = lateClose();
    smb.closeSync(fd);
    assertTold(await warned);
  });
});

test('so is one whose FileHandle was forgotten, besides that it was', async () => {
  await served(async (smb, server) => {
    await smb.promises.open('/report', 'w');
    server.faults.fail(STATUS_DISK_FULL, { command: 'CLOSE', times: 1 });
    const warned = lateClose();
    await memoryInUse();
    assertTold(await warned);
  });
});

async function served(body: (smb: SmbFs, server: ReturnType<typeof createServer>) => Promise<void>): Promise<void> {
  const server = createServer({ shares: { data: new Volume().promises }, users: { ann: 's3cret' } });
  await server.listen(0);
  const smb = new SmbFs(server.url('data', { user: 'ann' }));
  try {
    await body(smb, server);
  } finally {
    smb.destroy();
    await server.close();
  }
}

type Warning = Error & { readonly code?: string };

async function lateClose(): Promise<Warning> {
  const signal = AbortSignal.timeout(30_000);
  for await (const [warning] of on(process, 'warning', { signal })) if (warning.name === 'SmbFsWarning') return warning;
  throw new Error('there was no warning');
}

function assertTold({ code, message }: Warning): void {
  assert.is(code, 'ENOSPC');
  assert.match(message, /^'\/report' could not be closed: ENOSPC/);
}

test.run();
