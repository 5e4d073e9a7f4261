import { once } from 'node:events';
import * as nodeFs from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import * as assert from 'uvu/assert';
import { SmbFs } from '../../../lib/fs/smb-fs.ts';
import type { Samba, UrlParameters } from '../../support/samba.ts';
import { sambaSuite } from '../../support/samba-suite.ts';
import { rejection } from '../../support/settles.ts';

const test = sambaSuite('fs/sync/engines');

async function withShare(
  samba: Samba,
  parameters: UrlParameters,
  body: (smb: SmbFs) => Promise<void> | void,
): Promise<void> {
  const smb = new SmbFs(samba.url('share', parameters));
  try {
    await body(smb);
  } finally {
    await smb.close();
  }
  assert.equal(await samba.openFiles(), []);
}

/** What `fs` does with a callback. */
function callback<T>(start: (done: (error: unknown, result: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    start((error, result) => (error ? reject(error) : resolve(result)));
  });
}

for (const engine of ['main', 'worker']) {
  test(`engine ${engine}: what openSync opened is used with callbacks, promises and streams`, async ({ samba }) => {
    await withShare(samba, { engine }, async (smb) => {
      const fd = smb.openSync('/one', 'w+');
      assert.is(await callback<number>((done) => smb.write(fd, 'hello world', done)), 11);
      const buffer = Buffer.alloc(5);
      assert.is(smb.readSync(fd, buffer, 0, 5, 0), 5);
      assert.is(await callback<number>((done) => smb.read(fd, buffer, 0, 5, 6, done)), 5);
      assert.is(buffer.toString(), 'world');
      assert.is((await smb.fstat(fd)).size, 11);
      await smb.ftruncate(fd, 8);
      await smb.futimes(fd, 1, 2);
      assert.is(smb.fstatSync(fd).mtimeMs, 2000);
      await smb.fsync(fd);
      const stream = smb.createReadStream('', { fd, start: 2, encoding: 'utf8' });
      let text = '';
      for await (const part of stream) text += part;
      assert.is(text, 'llo wo');
      assert.throws(() => smb.fstatSync(fd), /^EBADF: bad file descriptor, fstat$/);
    });
  });

  test(`engine ${engine}: what open opened is used with the synchronous methods`, async ({ samba }) => {
    await withShare(samba, { engine }, async (smb) => {
      smb.writeFileSync('/two', '0123456789');
      const fd = await callback<number>((done) => smb.open('/two', 'r+', done));
      const buffer = Buffer.alloc(2);
      await callback<number>((done) => smb.read(fd, buffer, done));
      assert.is(smb.readSync(fd, buffer), 2);
      assert.is(buffer.toString(), '23');
      await callback<number>((done) => smb.read(fd, buffer, done));
      assert.is(buffer.toString(), '45', 'one current position for both');
      assert.is(smb.writeSync(fd, 'XY'), 2);
      assert.is(await smb.readFile('/two', 'utf8'), '012345XY89');
      assert.is(smb.readFileSync(fd, 'utf8'), '89');
      assert.is(smb.fstatSync(fd).size, 10);
      smb.closeSync(fd);
      assert.throws(() => smb.closeSync(fd), /^EBADF: bad file descriptor, close$/);

      const handle = await smb.open('/two');
      assert.is(smb.readSync(handle.fd, buffer), 2);
      assert.is(await handle.readFile('utf8'), '2345XY89');
      await handle.close();
    });
  });

  test(`engine ${engine}: whole streams, folders and handles`, async ({ samba }) => {
    await withShare(samba, { engine }, async (smb) => {
      const data = Buffer.alloc(3_000_000, 'some data ');
      nodeFs.writeFileSync(join(samba.folder(), 'source'), data);
      await pipeline(smb.createReadStream('/source'), smb.createWriteStream('/target'));
      assert.ok(smb.readFileSync('/target').equals(data));
      assert.ok((await smb.readFile('/target')).equals(data));
      async function* parts(): AsyncGenerator<string> {
        yield 'in ';
        yield 'parts';
      }
      await smb.writeFile('/parts', parts());
      assert.is(await smb.readFile('/parts', 'utf8'), 'in parts');
      const names: string[] = [];
      for await (const entry of await smb.opendir('/')) names.push(entry.name);
      assert.equal(names.sort(), smb.readdirSync('/').sort());
      const handle = await smb.open(`/new for ${engine}`, 'ax+');
      await handle.appendFile('first');
      await handle.write(' second');
      assert.is((await handle.stat()).size, 12);
      await handle.close();
      assert.is((await rejection(smb.open(`/new for ${engine}`, 'wx'))).code, 'EEXIST');
      assert.is(
        await callback<boolean>((done) => smb.fs.exists(`/new for ${engine}`, (found) => done(null, found))),
        true,
      );
    });
  });

  test(`engine ${engine}: a signal ends what it was given for`, async ({ samba }) => {
    await withShare(samba, { engine }, async (smb) => {
      smb.writeFileSync('/large', Buffer.alloc(1 << 20));
      const reason = new Error('enough');
      const assertAborted = async (promise: Promise<unknown>): Promise<void> => {
        const { name, cause } = await rejection(promise);
        assert.equal([name, cause], ['AbortError', reason]);
      };
      await assertAborted(smb.readFile('/large', { signal: AbortSignal.abort(reason) }));
      const controller = new AbortController();
      const reading = smb.readFile('/large', { signal: controller.signal });
      controller.abort(reason);
      await assertAborted(reading);
      assert.is(smb.readFileSync('/large', { signal: controller.signal } as never).length, 1 << 20);
    });
  });
}

test('a folder is read synchronously where it was opened so', async ({ samba }) => {
  await withShare(samba, {}, async (smb) => {
    const folder = await smb.opendir('/');
    assert.throws(
      () => folder.readSync(),
      (error: NodeJS.ErrnoException) => error.code === 'ERR_SMB_ENGINE',
    );
    folder.closeSync();
    const other = smb.opendirSync('/');
    const pending = other.read();
    assert.throws(
      () => other.readSync(),
      (error: NodeJS.ErrnoException) => error.code === 'ERR_DIR_CONCURRENT_OPERATION',
    );
    await pending;
    await other.close();
  });
});

test('a file that was opened without blocking, and is another one by now, is not used', async ({ samba }) => {
  await withShare(samba, {}, async (smb) => {
    await smb.writeFile('/mine', 'mine');
    const handle = await smb.open('/mine', 'r+');
    await smb.rename('/mine', '/moved');
    for (const replace of [() => {}, () => smb.writeFileSync('/mine', 'theirs')]) {
      replace();
      assert.throws(
        () => smb.writeSync(handle.fd, 'x'),
        (error: NodeJS.ErrnoException) => error.code === 'ERR_SMB_ENGINE',
      );
    }
    assert.is(smb.readFileSync('/mine', 'utf8'), 'theirs');
    await handle.write('M');
    await handle.close();
    assert.is(smb.readFileSync('/moved', 'utf8'), 'Mine');
  });
});

test("with engine worker this thread makes no connection, and connect makes the worker's", async ({ samba }) => {
  await withShare(samba, { engine: 'worker' }, async (smb) => {
    await smb.connect();
    await smb.writeFile('/file', 'x');
    smb.unlinkSync('/file');
    assert.is(smb.diagnostics().connected, false);
  });
  const wrong = new SmbFs(samba.url('share', { engine: 'worker', 'auth-password': 'wrong' }));
  assert.is((await rejection(wrong.connect())).code, 'ERR_SMB_AUTHENTICATION');
  await wrong.close();
});

test('what is still running is rejected when the object is destroyed, and nothing starts after it was closed', async ({
  samba,
}) => {
  const smb = new SmbFs(samba.url('share', { engine: 'worker' }));
  smb.writeFileSync('/file', 'x');
  const reading = smb.readFile('/file');
  smb.destroy();
  const closed = (error: NodeJS.ErrnoException): boolean => error.code === 'ERR_SMB_CLOSED';
  assert.ok(closed(await rejection(reading)));
  assert.throws(() => smb.readFileSync('/file'), closed);
  const other = new SmbFs(samba.url());
  await other.close();
  assert.throws(() => other.statSync('/'), closed);
});

test('a write stream that is under way does not mind synchronous calls', async ({ samba }) => {
  await withShare(samba, {}, async (smb) => {
    const stream = smb.createWriteStream('/stream');
    await once(stream, 'open');
    stream.write('some');
    assert.is(smb.existsSync('/stream'), true);
    stream.end(' text');
    await once(stream, 'close');
    assert.is(smb.readFileSync('/stream', 'utf8'), 'some text');
  });
});

test.run();
