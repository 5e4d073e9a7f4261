/** A file that is open when the connection is lost, and was changed meanwhile: by this client, or by somebody else. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SmbFs } from '../../lib/index.ts';
import { type Embedded, startEmbedded } from '../server/embedded.ts';
import { rejection } from '../support/settles.ts';

const test = suite<{ embedded: Embedded; smb: SmbFs; other: SmbFs }>('open/own changes');

test.before.each(async (context) => {
  const embedded = await startEmbedded();
  const { host, port } = embedded;
  const options = { host, port, share: 'folder', username: 'ann', password: 's3cret' };
  context.embedded = embedded;
  context.smb = new SmbFs(options);
  context.other = new SmbFs(options);
  await context.smb.writeFile('/file', 'before');
});

test.after.each(async ({ embedded, smb, other }) => {
  smb.destroy();
  other.destroy();
  await embedded.stop();
});

const CHANGES: Readonly<Record<string, (smb: SmbFs) => Promise<unknown>>> = {
  writeFile: (smb) => smb.writeFile('/file', 'behind it'),
  appendFile: (smb) => smb.appendFile('/file', ' and behind'),
  truncate: (smb) => smb.truncate('/file', 3),
  utimes: (smb) => smb.utimes('/file', 1_000_000, 2_000_000),
  copyFile: async (smb) => {
    await smb.writeFile('/source', 'copied');
    await smb.copyFile('/source', '/file');
  },
};

for (const [name, change] of Object.entries(CHANGES)) {
  test(`what this client does by path with ${name} makes no stranger of its own open file`, async ({
    embedded,
    smb,
  }) => {
    const file = await smb.open('/file');
    await file.read(Buffer.alloc(10), 0, 10, 0);
    await change(smb);
    embedded.server.faults.disconnectAll();
    const expected = await smb.readFile('/file', 'utf8');
    const { bytesRead, buffer } = await file.read(Buffer.alloc(100), 0, 100, 0);
    assert.is(buffer.toString('utf8', 0, bytesRead), expected);
    await file.close();
  });
}

test('what somebody else does is told as ESTALE', async ({ embedded, smb, other }) => {
  const file = await smb.open('/file');
  await file.read(Buffer.alloc(10), 0, 10, 0);
  await other.writeFile('/file', 'by somebody else');
  embedded.server.faults.disconnectAll();
  assert.is((await rejection(file.read(Buffer.alloc(10), 0, 10, 0))).code, 'ESTALE');
});

test.run();
