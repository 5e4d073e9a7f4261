/** What becomes of a CLOSE that fails when its caller has gone on. */
import { once } from 'node:events';
import { Volume } from 'memfs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SmbFs } from '../../../lib/index.ts';
import { createServer } from '../../../lib/server/index.ts';
import { STATUS_DISK_FULL } from '../../../lib/wire/ntstatus.ts';

const test = suite('fs/sync/late close');

test('a file of the main thread that the server fails to close after closeSync is told of in a warning', async () => {
  const server = createServer({ shares: { data: new Volume().promises }, users: { ann: 's3cret' } });
  await server.listen(0);
  const smb = new SmbFs(server.url('data', { user: 'ann' }));
  try {
    const fd = await new Promise<number>((resolve, reject) => {
      smb.open('/report', 'w', (error, opened) => (error ? reject(error) : resolve(opened)));
    });
    server.faults.fail(STATUS_DISK_FULL, { command: 'CLOSE', times: 1 });
    const warned = once(process, 'warning', { signal: AbortSignal.timeout(30_000) });
    smb.closeSync(fd);
    const [warning] = await warned;
    assert.is(warning.name, 'SmbFsWarning');
    assert.is(warning.code, 'ENOSPC');
    assert.match(warning.message, /^'\/report' could not be closed: ENOSPC/);
  } finally {
    smb.destroy();
    await server.close();
  }
});

test.run();
