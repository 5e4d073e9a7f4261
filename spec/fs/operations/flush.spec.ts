/** What is to be safe is on the server's disk before it counts as written, and what comes out late is not kept secret. */
import { pipeline } from 'node:stream/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SmbFs } from '../../../lib/index.ts';
import { STATUS_DISK_FULL } from '../../../lib/wire/ntstatus.ts';
import { type Embedded, startEmbedded } from '../../server/embedded.ts';
import { closingFails } from '../../server/failing-close.ts';
import { rejection } from '../../support/settles.ts';

const test = suite<{ embedded: Embedded; smb: SmbFs }>('fs/operations/flush');

test.before.each(async (context) => {
  context.embedded = await startEmbedded();
  context.smb = new SmbFs(context.embedded.server.url('share', { user: 'ann' }));
});

test.after.each(async ({ embedded, smb }) => {
  await smb.close();
  await embedded.stop();
});

/** Everything that promises the server's disk. */
const promising: Readonly<Record<string, (smb: SmbFs) => Promise<unknown>>> = {
  'writeFile with flush': (smb) => smb.writeFile('/new', 'new', { flush: true }),
  'appendFile with flush': (smb) => smb.appendFile('/new', 'new', { flush: true }),
  'a stream with flush': (smb) => pipeline(['new'], smb.createWriteStream('/new', { flush: true })),
  fsync: (smb) => onFile(smb, (fd) => smb.fsync(fd)),
  fdatasync: (smb) => onFile(smb, (fd) => smb.fdatasync(fd)),
};

async function onFile(smb: SmbFs, sync: (fd: number) => Promise<void>): Promise<void> {
  const file = await smb.promises.open('/new', 'w');
  try {
    await file.write('new');
    await sync(file.fd);
  } finally {
    await file.close();
  }
}

for (const [name, run] of Object.entries(promising)) {
  test(`${name} asks the server to FLUSH, and tells when it cannot`, async ({ embedded, smb }) => {
    const { faults } = embedded.server;
    const flush = faults.delay(0, { command: 'FLUSH' });
    await run(smb);
    assert.is(flush.hits, 1);
    flush.remove();
    const full = faults.fail(STATUS_DISK_FULL, { command: 'FLUSH', times: 1 });
    assert.is((await rejection(run(smb))).code, 'ENOSPC');
    assert.is(full.hits, 1);
  });
}

/** What writes, and closes what it has written. */
const closing: Readonly<Record<string, (smb: SmbFs) => Promise<unknown>>> = {
  writeFile: (smb) => smb.writeFile('/late', 'new'),
  'writeFile of much': (smb) => smb.writeFile('/late', Buffer.alloc(300_000)),
  'a stream': (smb) => pipeline(['new'], smb.createWriteStream('/late')),
  'a file handle': async (smb) => (await smb.promises.open('/late', 'w')).close(),
};

for (const [name, run] of Object.entries(closing)) {
  test(`${name} tells that the server could not keep what it took, when CLOSE says so`, async () => {
    const share = closingFails({}, () => true);
    const { server, stop } = await startEmbedded({ shares: { share } });
    const smb = new SmbFs(server.url('share', { user: 'ann' }));
    assert.is((await rejection(run(smb))).code, 'ENOSPC');
    await smb.close();
    await stop();
  });
}

test.run();
