/** A session that has expired: the user is proven anew on it, and nothing that was open or locked is lost. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SmbFs, type SmbFsOptions } from '../../lib/index.ts';
import { Open } from '../../lib/open/open.ts';
import { FILE_READ_DATA, FILE_WRITE_DATA } from '../../lib/wire/commands/access-mask.ts';
import { FILE_OPEN_IF } from '../../lib/wire/commands/create.ts';
import { STATUS_LOGON_FAILURE, STATUS_NETWORK_SESSION_EXPIRED } from '../../lib/wire/ntstatus.ts';
import { type Embedded, startEmbedded } from '../server/embedded.ts';
import { shareOn } from '../support/client.ts';
import { sambaSuite } from '../support/samba-suite.ts';
import { rejection, settled } from '../support/settles.ts';

const test = suite<{ embedded: Embedded; open(options?: SmbFsOptions): SmbFs; logons: string[] }>('session/renewal');

test.before.each(async (context) => {
  const embedded = await startEmbedded();
  const logons: string[] = [];
  embedded.server.events.on('logon', ({ user }) => logons.push(user));
  context.embedded = embedded;
  context.logons = logons;
  context.open = (options = {}) =>
    new SmbFs({
      ...{ host: embedded.host, port: embedded.port, share: 'folder', username: 'ann', password: 's3cret' },
      ...options,
    });
});

test.after.each(async ({ embedded }) => await embedded.stop());

for (const [how, options] of [
  ['signed', {}],
  ['encrypted', { encryption: 'required' }],
  ['signed, of 2.1', { maxDialect: '2.1' }],
  ['plain', { signing: 'if-required' }],
] as const satisfies readonly (readonly [string, SmbFsOptions])[]) {
  test(`renews a session that is ${how}, and keeps its files open`, async ({ embedded, open }) => {
    const smb = open(options);
    const file = await smb.open('/file', 'w+');
    await file.write('one ');
    for (let round = 0; round < 3; round++) {
      embedded.server.faults.expireSessions();
      await file.write('more ');
      assert.equal(await smb.readdir('/'), ['file']);
    }
    assert.is((await file.read(Buffer.alloc(100), 0, 100, 0)).bytesRead, 19);
    await file.close();
    assert.is(smb.diagnostics().reconnects, 0);
    assert.is(smb.manager.diagnostics().counters.losses, 0);
    await smb.close();
  });
}

test('renews it once for all that runs', async ({ embedded, open }) => {
  const smb = open();
  const data = Buffer.alloc(20_000_000, 'x');
  await smb.writeFile('/large', data);
  let setups = 0;
  const count = embedded.server.faults.delay(0, { command: 'SESSION_SETUP' });
  const reading = smb.readFile('/large');
  embedded.server.faults.expireSessions();
  const names = await Promise.all(Array.from({ length: 20 }, () => smb.readdir('/')));
  assert.ok((await reading).equals(data));
  for (const each of names) assert.equal(each, ['large']);
  setups = count.hits;
  assert.ok(setups >= 2, `${setups} messages`);
  assert.is(smb.diagnostics().reconnects, 0);
  await smb.close();
});

test('a second share enters a session that has expired', async ({ embedded, open }) => {
  const smb = open();
  await smb.readdir('/');
  embedded.server.faults.expireSessions();
  const other = open({ share: 'share', manager: smb.manager });
  assert.equal(await other.readdir('/'), ['hello.txt']);
  assert.is(embedded.server.connectionCount, 1);
  await smb.manager.close();
});

test('logs on anew where the server does not renew it', async ({ embedded, open }) => {
  const smb = open({ reconnectTimeout: 10_000 });
  await smb.writeFile('/file', 'content');
  const refused = embedded.server.faults.fail(STATUS_LOGON_FAILURE, { command: 'SESSION_SETUP', times: 1 });
  embedded.server.faults.expireSessions();
  assert.is(await smb.readFile('/file', 'utf8'), 'content');
  assert.is(refused.hits, 1);
  assert.is(smb.diagnostics().reconnects, 1);
  await smb.close();
});

test('a session that expires again and again is lost, and so is what cannot be had otherwise', async ({
  embedded,
  open,
}) => {
  const smb = open({ reconnectTimeout: 0 });
  await smb.readdir('/');
  embedded.server.faults.fail(STATUS_NETWORK_SESSION_EXPIRED, { command: 'CREATE' });
  assert.is((await rejection(smb.readdir('/'))).code, 'ECONNRESET');
  smb.destroy();
});

test.run();

const samba = sambaSuite('session/renewal on Samba');

for (const encryption of ['if-required', 'required'] as const) {
  samba(`a renewed session goes on with what is open, encryption ${encryption}`, async ({ samba: server }) => {
    const share = shareOn(server, { encryption });
    await share.run(async (tree) => {
      const access = FILE_READ_DATA | FILE_WRITE_DATA;
      const open = await Open.create(tree, 'renewed', access, { createDisposition: FILE_OPEN_IF });
      await open.write(Buffer.from('before'), 0);
      await settled(tree.session.renew());
      await open.write(Buffer.from(' after'), 6);
      const data = Buffer.alloc(20);
      assert.is(data.toString('utf8', 0, await open.read(data, 0)), 'before after');
      await open.close();
    });
    await share.close();
    assert.equal(await server.openFiles(), []);
  });
}

samba.run();
