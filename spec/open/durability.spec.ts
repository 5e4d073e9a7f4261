/** Files that are held open: kept by the server through a loss, and out of nobody's way. */
import * as nodeFs from 'node:fs';
import * as assert from 'uvu/assert';
import { SmbFs } from '../../lib/index.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import type { Samba, UrlParameters } from '../support/samba.ts';
import { sambaSuite } from '../support/samba-suite.ts';
import { rejection, settled } from '../support/settles.ts';

/** Samba keeps what is open only where nothing but Samba uses the files. */
const durable = { 'read only': 'no', 'kernel oplocks': 'no', 'kernel share modes': 'no', 'posix locking': 'no' };

const test = sambaSuite('open/durability', { shares: { durable } });

/** Milliseconds: less than Samba waits for an answer when it takes a lease or an oplock back. */
const BEFORE_SAMBA_GIVES_UP = 30_000;

interface Relayed {
  readonly proxy: FaultProxy;
  readonly smb: SmbFs;
}

/** A share behind a relay, for as long as `body` takes. */
async function relayed(
  samba: Samba,
  share: string,
  parameters: UrlParameters,
  body: (relayed: Relayed) => Promise<void>,
): Promise<void> {
  const proxy = await startFaultProxy(samba);
  const smb = new SmbFs(proxy.through(samba.url(share, parameters)));
  try {
    await body({ proxy, smb });
  } finally {
    proxy.open = true;
    await smb.close();
    await proxy.close();
  }
  assert.equal(await samba.openFiles(), []);
}

for (const dialect of ['3.1.1', '3.0', '2.1', '2.0.2']) {
  test(`a file comes back though nobody may open it any more, with ${dialect}`, async ({ samba }) => {
    await relayed(samba, 'durable', { 'max-dialect': dialect }, async ({ proxy, smb }) => {
      const name = `/kept ${dialect}`;
      // Made so, it can be written through this open alone.
      const file = await smb.promises.open(name, 'wx', 0o444);
      await file.write('before');
      await assert.ok(await rejection(smb.promises.open(name, 'r+')));
      proxy.cut();
      await file.write(' and after');
      await file.close();
      assert.is(nodeFs.readFileSync(samba.folder('durable') + name, 'utf8'), 'before and after');
    });
  });

  test(`an open file is in nobody's way, with ${dialect}`, async ({ samba }) => {
    await relayed(samba, 'durable', { 'max-dialect': dialect }, async ({ smb }) => {
      const name = `/shared ${dialect}`;
      const file = await smb.promises.open(name, 'w+');
      await file.write('mine');
      const other = new SmbFs(samba.url('durable'));
      try {
        const theirs = await settled(other.promises.open(name, 'r+'), BEFORE_SAMBA_GIVES_UP);
        await settled(theirs.write('their'), BEFORE_SAMBA_GIVES_UP);
        assert.is((await file.read(Buffer.alloc(5), 0, 5, 0)).buffer.toString(), 'their');
        await theirs.close();
        await settled(other.rename(name, `${name} renamed`), BEFORE_SAMBA_GIVES_UP).catch(({ code }) =>
          assert.is(code, 'EBUSY'),
        );
      } finally {
        await other.close();
      }
      await file.close();
    });
  });
}

test('two opens of one file leave each other alone, and both come back', async ({ samba }) => {
  await relayed(samba, 'durable', {}, async ({ proxy, smb }) => {
    const one = await smb.promises.open('/twice', 'wx');
    const two = await smb.promises.open('/twice', 'r');
    await one.write('one');
    assert.is(await two.readFile('utf8'), 'one');
    proxy.cut();
    await one.write(' more');
    assert.is((await two.read(Buffer.alloc(8), 0, 8, 0)).buffer.toString(), 'one more');
    await one.close();
    await two.close();
  });
});

test('a file that got another name is told from a new one of its old name', async ({ samba }) => {
  await relayed(samba, 'durable', {}, async ({ smb }) => {
    const file = await smb.promises.open('/old', 'w+');
    await file.write('old');
    await smb.rename('/old', '/renamed').catch(({ code }) => assert.is(code, 'EBUSY'));
    const another = await smb.promises.open('/old', 'w+');
    await another.write('new');
    await another.close();
    await file.close();
  });
});

test('a file that was replaced meanwhile is stale, and nothing is written to the other one', async ({ samba }) => {
  await relayed(samba, 'share', {}, async ({ proxy, smb }) => {
    const file = await smb.promises.open('/file', 'w+');
    await file.write('mine');
    proxy.open = false;
    proxy.cut();
    const folder = samba.folder();
    nodeFs.writeFileSync(`${folder}/other`, 'somebody else has written this');
    nodeFs.renameSync(`${folder}/other`, `${folder}/file`);
    samba.give(`${folder}/file`);
    proxy.open = true;
    const error = (await rejection(file.write('more'))) as NodeJS.ErrnoException;
    assert.equal([error.code, error.syscall], ['ESTALE', 'write']);
    await rejection(file.close());
    assert.is(nodeFs.readFileSync(`${folder}/file`, 'utf8'), 'somebody else has written this');
  });
});

test('a file of which something was read, and that was changed meanwhile, is stale', async ({ samba }) => {
  await relayed(samba, 'share', {}, async ({ proxy, smb }) => {
    await smb.writeFile('/read', 'as it was');
    const file = await smb.promises.open('/read');
    const fresh = await smb.promises.open('/read');
    await file.read(Buffer.alloc(2), 0, 2, 0);
    proxy.open = false;
    proxy.cut();
    nodeFs.appendFileSync(`${samba.folder()}/read`, ' and is no more');
    proxy.open = true;
    assert.is(((await rejection(file.read(Buffer.alloc(2), 0, 2, 2))) as NodeJS.ErrnoException).code, 'ESTALE');
    // What has read nothing yet can mix nothing up.
    assert.is(await fresh.readFile('utf8'), 'as it was and is no more');
    await file.close();
    await fresh.close();
  });
});

test.run();
