/** Files that are replaced as a whole: the old one or the new one, and never anything beside it. */
import * as nodeFs from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import * as assert from 'uvu/assert';
import { SmbFs } from '../../../lib/index.ts';
import { change } from '../../../lib/open/paths/change.ts';
import { stat } from '../../../lib/open/paths/stat.ts';
import { FILE_ATTRIBUTE_HIDDEN } from '../../../lib/wire/fscc/file-attributes.ts';
import { STATUS_DISK_FULL } from '../../../lib/wire/ntstatus.ts';
import { type Embedded, startEmbedded } from '../../server/embedded.ts';
import { closingFails } from '../../server/failing-close.ts';
import { bothFs, type ShareSide } from '../../support/both-fs.ts';
import { shareOn } from '../../support/client.ts';
import { rejection } from '../../support/settles.ts';

const OLD = 'old content, which is longer';
const atomic = { atomic: true } as const;

/** An old file, and another one that nobody touches. */
function prepare({ folder, samba }: ShareSide): void {
  for (const [name, text] of [
    ['file', OLD],
    ['other', 'other'],
  ] as const) {
    nodeFs.writeFileSync(join(folder, name), text);
    samba.give(join(folder, name));
  }
}

/** What is in the folder: nothing else, whatever happened. */
function assertFiles({ folder }: ShareSide, files: Readonly<Record<string, string>>): void {
  const found = nodeFs.readdirSync(folder).sort();
  assert.equal(Object.fromEntries(found.map((name) => [name, nodeFs.readFileSync(join(folder, name), 'utf8')])), files);
}

/** As on Samba, with faults: the same on the embedded server. */
async function embedded(body: (smb: SmbFs, server: Embedded) => Promise<void>): Promise<void> {
  const server = await startEmbedded();
  const smb = new SmbFs(server.server.url('folder', { user: 'ann' }));
  try {
    nodeFs.writeFileSync(join(server.folder, 'file'), OLD);
    await body(smb, server);
  } finally {
    await smb.close();
    await server.stop();
  }
}

bothFs('fs/operations/atomic writing', (t) => {
  t.share('replaces a file, and makes one', async (side) => {
    const { smb, dir } = side;
    prepare(side);
    await smb.writeFile(`${dir}/file`, 'new', atomic);
    await smb.writeFile(`${dir}/first`, Buffer.from('first'), atomic);
    await smb.writeFile(`${dir}/pieces`, Readable.from(['in ', 'pieces']), atomic);
    await new Promise<void>((resolve, reject) => {
      smb.writeFile(`${dir}/called back`, 'called', atomic, (error) => (error ? reject(error) : resolve()));
    });
    smb.writeFileSync(`${dir}/sync`, 'sync', atomic);
    await (smb.promises.writeFile as SmbFs['writeFile'])(`${dir}/promised`, 'promised', atomic);
    assertFiles(side, {
      'called back': 'called',
      file: 'new',
      first: 'first',
      other: 'other',
      pieces: 'in pieces',
      promised: 'promised',
      sync: 'sync',
    });
  });

  t.share('replaces a file by what a stream has written, when that is complete', async (side) => {
    const { smb, dir, folder } = side;
    prepare(side);
    const stream = smb.createWriteStream(`${dir}/file`, atomic);
    await new Promise((resolve) => stream.write('new', resolve));
    assert.is(nodeFs.readFileSync(join(folder, 'file'), 'utf8'), OLD);
    stream.end(' and all');
    await finished(stream);
    assertFiles(side, { file: 'new and all', other: 'other' });
    await pipeline(Readable.from(['a', 'b']), smb.createWriteStream(`${dir}/made`, atomic));
    assertFiles(side, { file: 'new and all', made: 'ab', other: 'other' });
  });

  t.share('leaves the old file alone where a stream is given up', async (side) => {
    const { smb, dir } = side;
    prepare(side);
    async function* broken(): AsyncGenerator<string> {
      yield 'new';
      throw new Error('no more');
    }
    const error = await rejection(pipeline(broken(), smb.createWriteStream(`${dir}/file`, atomic)));
    assert.is(error.message, 'no more');
    const destroyed = smb.createWriteStream(`${dir}/file`, atomic);
    await new Promise((resolve) => destroyed.write('new', resolve));
    const closed = new Promise((resolve) => destroyed.once('close', resolve));
    destroyed.destroy();
    await closed;
    await rejection(smb.writeFile(`${dir}/file`, broken(), atomic));
    assertFiles(side, { file: OLD, other: 'other' });
  });

  t.share('leaves the old file alone where it is told to stop', async (side) => {
    const { smb, dir } = side;
    prepare(side);
    const abort = new AbortController();
    async function* endless(): AsyncGenerator<string> {
      yield 'new';
      abort.abort();
      yield ' and more';
    }
    const error = await rejection(smb.writeFile(`${dir}/file`, endless(), { ...atomic, signal: abort.signal }));
    assert.is(error.code, 'ABORT_ERR');
    assertFiles(side, { file: OLD, other: 'other' });
  });

  t.share('does not replace what it could not write, nor a folder', async (side) => {
    const { smb, dir } = side;
    prepare(side);
    await smb.mkdir(`${dir}/folder`);
    await smb.chmod(`${dir}/file`, 0o444);
    for (const [name, code] of [
      ['file', 'EACCES'],
      ['folder', 'EISDIR'],
      ['new/', 'EISDIR'],
      ['none/new', 'ENOENT'],
    ]) {
      const error = (await rejection(smb.writeFile(`${dir}/${name}`, 'new', atomic))) as NodeJS.ErrnoException;
      assert.equal([error.code, error.syscall, error.path], [code, 'open', `${dir}/${name}`]);
    }
    await smb.rmdir(`${dir}/folder`);
    assertFiles(side, { file: OLD, other: 'other' });
  });

  t.share('refuses what does not go together', async ({ smb, dir }) => {
    const write = smb.writeFile as (...args: unknown[]) => Promise<void>;
    const file = await smb.open(`${dir}/file`, 'w');
    for (const [path, options, code] of [
      [`${dir}/file`, { atomic: 1 }, 'ERR_INVALID_ARG_TYPE'],
      [`${dir}/file`, { atomic: true, flag: 'a' }, 'ERR_INVALID_ARG_VALUE'],
      [`${dir}/file`, { atomic: true, flag: 'wx' }, 'ERR_INVALID_ARG_VALUE'],
      [file, atomic, 'ERR_INVALID_ARG_VALUE'],
      [file.fd, atomic, 'ERR_INVALID_ARG_VALUE'],
    ] as const) {
      assert.is((await rejection(write(path, 'new', options))).code, code);
    }
    const append = smb.appendFile as typeof write;
    assert.is((await rejection(append(`${dir}/file`, 'new', atomic))).code, 'ERR_INVALID_ARG_VALUE');
    const create = smb.createWriteStream as (path: string, options: object) => unknown;
    for (const options of [{ flags: 'r+' }, { fd: file }, { autoClose: false }]) {
      assert.throws(
        () => create(`${dir}/file`, { ...atomic, ...options }),
        (error: { code?: string }) => error.code === 'ERR_INVALID_ARG_VALUE',
      );
    }
    await file.close();
  });

  t.share('flushes before it renames', async () => {
    await embedded(async (smb, { server, folder }) => {
      const flush = server.faults.delay(0, { command: 'FLUSH' });
      const flushesBefore: number[] = [];
      server.events.on('rename', () => flushesBefore.push(flush.hits));
      await smb.writeFile('/file', 'new', atomic);
      assert.equal(flushesBefore, [1]);
      assert.equal(nodeFs.readdirSync(folder), ['file']);
      assert.is(nodeFs.readFileSync(join(folder, 'file'), 'utf8'), 'new');
    });
  });

  // The first SET_INFO empties the new file.
  for (const [what, command, skip] of [
    ['WRITE', 'WRITE', 0],
    ['FLUSH', 'FLUSH', 0],
    ['change of attributes', 'SET_INFO', 1],
    ['rename', 'SET_INFO', 2],
  ] as const) {
    t.share(`a ${what} that fails leaves the old file, and nothing else`, async () => {
      await embedded(async (smb, { server, folder }) => {
        await smb.connect();
        const fault = server.faults.fail(STATUS_DISK_FULL, { command, skip, times: 1 });
        const error = await rejection(smb.writeFile('/file', 'new', atomic));
        assert.equal([error.code, fault.hits], ['ENOSPC', 1]);
        assert.equal(nodeFs.readdirSync(folder), ['file']);
        assert.is(nodeFs.readFileSync(join(folder, 'file'), 'utf8'), OLD);
      });
    });
  }

  t.share('a CLOSE that fails leaves the old file, and nothing else', async () => {
    const share = closingFails({ '/file': OLD }, (path) => path.endsWith('.tmp'));
    const { server, stop } = await startEmbedded({ shares: { share } });
    const smb = new SmbFs(server.url('share', { user: 'ann' }));
    const error = await rejection(smb.writeFile('/file', 'new', atomic));
    assert.is(error.code, 'ENOSPC');
    assert.equal(await share.readdir('/'), ['file']);
    assert.is(await share.readFile('/file', 'utf8'), OLD);
    await smb.close();
    await stop();
  });

  t.share('leaves attributes as they were', async (side) => {
    const { smb, dir, samba } = side;
    prepare(side);
    const hide = async (hidden: boolean) => {
      const tree = shareOn(samba);
      try {
        const name = `${dir.slice(1)}\\file`;
        const hiddenAttribute = { fileAttributes: FILE_ATTRIBUTE_HIDDEN };
        if (hidden) await tree.run((on) => change(on, name, hiddenAttribute));
        return (await tree.run((on) => stat(on, name, true))).fileAttributes & FILE_ATTRIBUTE_HIDDEN;
      } finally {
        await tree.close();
      }
    };
    assert.is(await hide(true), FILE_ATTRIBUTE_HIDDEN);
    await smb.writeFile(`${dir}/file`, 'new', atomic);
    assert.is(await hide(false), FILE_ATTRIBUTE_HIDDEN);
    assertFiles(side, { file: 'new', other: 'other' });
  });

  t.share('says what is left over where it cannot be removed', async () => {
    await embedded(async (smb, { server, folder }) => {
      await smb.connect();
      server.faults.fail(STATUS_DISK_FULL, { command: ['WRITE', 'SET_INFO'], skip: 1 });
      const error = (await rejection(smb.writeFile('/file', 'new', atomic))) as Error & { leftover?: string };
      server.faults.clear();
      const [left = '', ...others] = nodeFs.readdirSync(folder).sort();
      assert.equal([error.leftover, others], [`/${left}`, ['file']]);
      assert.is(nodeFs.readFileSync(join(folder, 'file'), 'utf8'), OLD);
    });
  });
});
