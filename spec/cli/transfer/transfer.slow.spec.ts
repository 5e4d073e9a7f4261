/** Transfers in trouble: full disks, lost connections, files that change, and what an earlier run has left. */
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as promises from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { localSide } from '../../../lib/cli/transfer/local-side.ts';
import { partName } from '../../../lib/cli/transfer/part-name.ts';
import { shareSide } from '../../../lib/cli/transfer/share-side.ts';
import { entryOf, type Side } from '../../../lib/cli/transfer/side.ts';
import { Tally } from '../../../lib/cli/transfer/tally.ts';
import { type TransferOptions, transfer } from '../../../lib/cli/transfer/transfer.ts';
import { SmbFs } from '../../../lib/index.ts';
import { createServer, type ServedFileSystem } from '../../../lib/server/index.ts';
import { startCountingRelay } from '../../support/counting-relay.ts';
import { rejection } from '../../support/settles.ts';

const MIB = 1024 * 1024;

interface Scene {
  readonly local: string;
  /** Behind the share. */
  readonly folder: string;
  readonly server: ReturnType<typeof createServer>;
  /** Copies `local/from` to `/to` on the share. */
  put(from: string, to: string, options?: Partial<TransferOptions>): Promise<Tally>;
  get(from: string, to: string, options?: Partial<TransferOptions>): Promise<Tally>;
}

const DEFAULTS: TransferOptions = {
  ...{
    jobs: 4,
    checksum: false,
    resume: false,
    follow: false,
    delete: false,
    dryRun: false,
    keep: 'none',
    tolerance: 10,
  },
  excluded: () => false,
  signal: new AbortController().signal,
};

const test = suite('cli/transfer');

/** Runs a body with an embedded server over a folder; `serve` may put something between the two. */
function scene(
  name: string,
  body: (scene: Scene) => Promise<void>,
  serve: (fs: ServedFileSystem) => ServedFileSystem = (fs) => fs,
): void {
  test(name, async () => {
    const home = await promises.mkdtemp(join(await promises.realpath(tmpdir()), 'transfer-'));
    const [local, folder] = [join(home, 'local'), join(home, 'served')];
    await promises.mkdir(local);
    await promises.mkdir(folder);
    const server = createServer({ shares: { share: serve(inFolder(folder)) }, users: { ann: 's3cret' } });
    await server.listen(0);
    const smb = new SmbFs(server.url('share', { user: 'ann' }));
    const remote = shareSide(smb, (path) => path);
    const run = async (
      source: Side,
      from: string,
      destination: Side,
      to: string,
      options: Partial<TransferOptions>,
    ) => {
      const tally = new Tally(() => {});
      const isFolder = (await source.fs.stat(from)).isDirectory();
      await transfer({ source, from, destination, to, isFolder }, { ...DEFAULTS, ...options }, tally);
      return tally;
    };
    try {
      await body({
        ...{ local, folder, server },
        put: (from, to, options = {}) => run(localSide, join(local, from), remote, to, options),
        get: (from, to, options = {}) => run(remote, from, localSide, join(local, to), options),
      });
    } finally {
      smb.destroy();
      await server.close();
      await promises.rm(home, { recursive: true });
    }
  });
}

/** A folder as what a server serves, so that single methods can be replaced. */
function inFolder(root: string): ServedFileSystem {
  const at = (path: string): string => join(root, path);
  return {
    open: (path, flags) => promises.open(at(path), flags),
    stat: (path, options) => promises.stat(at(path), options),
    lstat: (path, options) => promises.lstat(at(path), options),
    readdir: (path) => promises.readdir(at(path)),
    mkdir: (path) => promises.mkdir(at(path)),
    rmdir: (path) => promises.rmdir(at(path)),
    unlink: (path) => promises.unlink(at(path)),
    rename: (from, to) => promises.rename(at(from), at(to)),
    utimes: (path, atime, mtime) => promises.utimes(at(path), atime, mtime),
  };
}

/** A disk on which no file can be larger than `limit`. */
function full(limit: number): (fs: ServedFileSystem) => ServedFileSystem {
  return (fs) => ({
    ...fs,
    open: async (path, flags) => {
      const handle = await fs.open(path, flags);
      const write = handle.write.bind(handle);
      handle.write = async (buffer: Buffer, offset: number, length: number, position: number) => {
        if (position + length > limit) throw Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' });
        return write(buffer, offset, length, position);
      };
      return handle;
    },
  });
}

/** Of what failed and did not end the transfer. */
function codes({ failures }: Tally): unknown[] {
  return failures.map(({ error }) => (error as NodeJS.ErrnoException).code);
}

/** A disk that gives back something else than it was given. */
function forgetful(fs: ServedFileSystem): ServedFileSystem {
  return {
    ...fs,
    open: async (path, flags) => {
      const handle = await fs.open(path, flags);
      const read = handle.read.bind(handle);
      handle.read = async (buffer: Buffer, offset: number, length: number, position: number) => {
        const result = await read(buffer, offset, length, position);
        buffer[offset] = ~(buffer[offset] ?? 0);
        return result;
      };
      return handle;
    },
  };
}

scene(
  'a full disk ends the transfer, and leaves neither a part of a file nor one that was there damaged',
  async ({ local, folder, put }) => {
    await promises.mkdir(join(local, 'tree'));
    for (const [name, size] of [
      ['large', 4 * MIB],
      ['medium', 500_000],
      ['small', 60_000],
    ] as const) {
      fs.writeFileSync(join(local, 'tree', name), randomBytes(size));
      fs.writeFileSync(join(folder, name), 'as it was');
      assert.is((await rejection(put(`tree/${name}`, `/${name}`))).code, 'ENOSPC', name);
      assert.is((await rejection(put(`tree/${name}`, `/new-${name}`))).code, 'ENOSPC', name);
      assert.is(fs.readFileSync(join(folder, name), 'utf8'), 'as it was');
    }
    assert.equal(fs.readdirSync(folder).sort(), ['large', 'medium', 'small']);
    assert.is((await rejection(put('tree', '/tree'))).code, 'ENOSPC');
    assert.equal(fs.readdirSync(join(folder, 'tree')), []);
  },
  full(50_000),
);

scene(
  'a connection that is lost again and again is made anew, and the file is whole',
  async ({ local, folder, server, put, get }) => {
    const data = randomBytes(20 * MIB + 5);
    fs.writeFileSync(join(local, 'file'), data);
    for (const skip of [3, 9]) server.faults.disconnect({ command: 'WRITE', skip, times: 1 });
    assert.equal((await put('file', '/file')).failures, []);
    assert.ok(fs.readFileSync(join(folder, 'file')).equals(data));
    for (const skip of [3, 9]) server.faults.disconnect({ command: 'READ', skip, times: 1 });
    assert.equal((await get('/file', 'back')).failures, []);
    assert.ok(fs.readFileSync(join(local, 'back')).equals(data));
    assert.equal([fs.readdirSync(folder), fs.readdirSync(local).sort()], [['file'], ['back', 'file']]);
  },
);

scene('a small file is one request, or two where it replaces another', async ({ local, server }) => {
  for (const [folder, count] of [
    ['few', 1],
    ['many', 11],
  ] as const) {
    await promises.mkdir(join(local, folder));
    for (let i = 0; i < count; i++) fs.writeFileSync(join(local, folder, `${i}`), 'small');
  }
  const { hostname, port } = new URL(server.url('share'));
  const relay = await startCountingRelay(hostname, Number(port));
  const smb = new SmbFs(relay.through(server.url('share', { user: 'ann' })));
  const remote = shareSide(smb, (path) => path);
  await smb.connect();
  const requests = async (folder: string): Promise<number> => {
    const route = {
      source: localSide,
      from: join(local, folder),
      destination: remote,
      to: `/${folder}`,
      isFolder: true,
    };
    const tally = new Tally(() => {});
    const counts = await relay.during(() => transfer(route, DEFAULTS, tally));
    assert.equal(tally.failures, []);
    return counts.requests;
  };
  const fresh = { few: await requests('few'), many: await requests('many') };
  const again = { few: await requests('few'), many: await requests('many') };
  await smb.close();
  await relay.close();
  assert.equal([fresh.many - fresh.few, again.many - again.few], [10, 20]);
});

scene('many small files survive a lost connection', async ({ local, folder, server, put }) => {
  for (let i = 0; i < 60; i++) fs.writeFileSync(join(local, `${i}`), `content of ${i}`);
  server.faults.disconnect({ command: 'WRITE', skip: 20, times: 1 });
  const tally = await put('', '/copy');
  assert.equal(tally.failures, []);
  for (let i = 0; i < 60; i++) assert.is(fs.readFileSync(join(folder, 'copy', `${i}`), 'utf8'), `content of ${i}`);
});

scene('a partial file is continued where it is sure to be right', async ({ local, folder, server, put }) => {
  const data = randomBytes(24 * MIB);
  fs.writeFileSync(join(local, 'file'), data);
  const part = join(folder, partName(entryOf('/file', fs.lstatSync(join(local, 'file')))));
  fs.writeFileSync(part, data.subarray(0, 20 * MIB));
  let least = Number.POSITIVE_INFINITY;
  server.events.on('write', ({ offset }) => {
    least = Math.min(least, offset);
  });
  await put('file', '/file', { resume: true });
  assert.is(least, 12 * MIB, 'what was under way at the end may have gaps');
  assert.ok(fs.readFileSync(join(folder, 'file')).equals(data));
  assert.equal(fs.readdirSync(folder), ['file']);
});

scene('a partial file of other content is begun anew', async ({ local, folder, put }) => {
  const data = randomBytes(24 * MIB);
  fs.writeFileSync(join(local, 'file'), data);
  const part = join(folder, partName(entryOf('/file', fs.lstatSync(join(local, 'file')))));
  fs.writeFileSync(part, randomBytes(20 * MIB));
  await put('file', '/file', { resume: true });
  assert.ok(fs.readFileSync(join(folder, 'file')).equals(data));
});

scene(
  'an interrupted transfer that may be resumed leaves its part, and the next run uses it up',
  async ({ local, folder, server, put }) => {
    const data = randomBytes(24 * MIB);
    await promises.mkdir(join(local, 'tree'));
    fs.writeFileSync(join(local, 'tree/file'), data);
    const stop = new AbortController();
    server.events.on('write', () => stop.abort(new Error('interrupted')));
    const { message } = await rejection(put('tree', '/tree', { resume: true, signal: stop.signal }));
    assert.is(message, 'interrupted');
    assert.match(fs.readdirSync(join(folder, 'tree')).join(), /^\.smbfs-[-0-9a-f]+\.part$/);
    const tally = await put('tree', '/tree', { resume: true, keep: 'same-time' });
    assert.equal(tally.failures, []);
    assert.equal(fs.readdirSync(join(folder, 'tree')), ['file']);
    assert.ok(fs.readFileSync(join(folder, 'tree/file')).equals(data));
  },
);

scene('the part of an older version is removed when the file is copied', async ({ local, folder, put }) => {
  await promises.mkdir(join(local, 'tree'));
  await promises.mkdir(join(folder, 'tree'));
  const file = join(local, 'tree/file');
  fs.writeFileSync(file, 'old');
  fs.writeFileSync(join(folder, 'tree', partName(entryOf('file', fs.lstatSync(file)))), 'o');
  fs.writeFileSync(file, 'newer');
  await put('tree', '/tree');
  assert.equal(fs.readdirSync(join(folder, 'tree')), ['file']);
});

scene(
  'what an earlier run has left and cannot be removed is told, and keeps nothing from being copied',
  async (side) => {
    const { local, folder, put } = side;
    await promises.mkdir(join(local, 'tree'));
    const file = join(local, 'tree/file');
    fs.writeFileSync(file, 'old');
    const part = partName(entryOf('file', fs.lstatSync(file)));
    // A folder is nothing that can be unlinked.
    await promises.mkdir(join(folder, 'tree', part), { recursive: true });
    fs.writeFileSync(file, 'newer');
    const { failures, skipped } = (await put('tree', '/tree')).summary();
    assert.equal(failures, []);
    assert.equal(
      skipped.map(({ path }) => path),
      [part],
    );
    assert.match(skipped[0]?.reason ?? '', /what an earlier run has left, which cannot be removed: E/);
    assert.is(fs.readFileSync(join(folder, 'tree/file'), 'utf8'), 'newer');
  },
);

scene('a file that changes while it is read is not taken for a copy', async ({ local, folder, server, put }) => {
  fs.writeFileSync(join(local, 'file'), randomBytes(16 * MIB));
  server.events.once('write', () => fs.truncateSync(join(local, 'file'), MIB));
  assert.equal(codes(await put('file', '/file')), ['ERR_SMBFS_CHANGED']);
  assert.equal(fs.readdirSync(folder), []);
});

scene(
  '--checksum finds what arrived wrong',
  async ({ local, folder, put }) => {
    for (const size of [1000, 500_000, 4 * MIB]) {
      fs.writeFileSync(join(local, 'file'), randomBytes(size));
      assert.equal(codes(await put('file', '/file', { checksum: true })), ['ERR_SMBFS_VERIFICATION']);
      assert.equal(fs.readdirSync(folder), []);
    }
  },
  forgetful,
);

scene('a server that is gone ends the transfer', async ({ local, server, put }) => {
  for (let i = 0; i < 100; i++) fs.writeFileSync(join(local, `${i}`), 'x');
  const stop = new AbortController();
  server.events.once('write', () => void server.close());
  const ended = rejection(put('', '/copy', { signal: stop.signal }));
  setTimeout(() => stop.abort(new Error('waited long enough')), 1500);
  const { message } = await ended;
  assert.is(message, 'waited long enough', 'it was still trying');
});

test.run();
