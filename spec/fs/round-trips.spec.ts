import { chownSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { SmbFs } from '../../lib/fs/smb-fs.ts';
import { type CountingRelay, type Counts, startCountingRelay } from '../support/counting-relay.ts';
import { sambaSuite } from '../support/samba-suite.ts';

const test = sambaSuite('fs/round-trips');

/** A share behind a relay, connected. */
async function relayed(samba: { host: string; port: number; url(): string }): Promise<{
  relay: CountingRelay;
  smb: SmbFs;
  end(): Promise<void>;
}> {
  const relay = await startCountingRelay(samba.host, samba.port);
  const smb = new SmbFs(relay.through(samba.url()));
  await smb.connect();
  return {
    relay,
    smb,
    async end() {
      await smb.close();
      await relay.close();
    },
  };
}

const SIZES = [0, 1, 1000, 65536];

test('every operation on a path is one round trip when it succeeds', async ({ samba }) => {
  const { relay, smb, end } = await relayed(samba);
  const put = (name: string, content: string | Buffer = '') => {
    const path = join(samba.folder(), name);
    writeFileSync(path, content);
    chownSync(path, 10_001, 10_001);
  };
  for (const name of ['file', 'a', 'b', 'c', 'read-only']) put(name, name);
  await smb.chmod('/read-only', 0o444);
  for (const size of SIZES) put(`read ${size}`, Buffer.alloc(size, 'x'));
  for (const size of SIZES) put(`write ${size}`, Buffer.alloc(2 * size, 'y'));
  await smb.mkdir('/hundred');
  for (let i = 0; i < 100; i++) put(`hundred/a file of a hundred ${i}`);

  const operations: Record<string, () => Promise<unknown>> = {
    stat: () => smb.stat('/file'),
    lstat: () => smb.lstat('/file'),
    access: () => smb.access('/file', 6),
    'access for existence': () => smb.access('/file'),
    utimes: () => smb.utimes('/file', 1, 2),
    chown: () => smb.chown('/file', 0, 0),
    'chmod that changes nothing': () => smb.chmod('/file', 0o644),
    realpath: () => smb.realpath('/file'),
    statfs: () => smb.statfs('/'),
    mkdir: () => smb.mkdir('/folder'),
    'mkdir recursive': () => smb.mkdir('/folder/other', { recursive: true }),
    mkdtemp: () => smb.mkdtemp('/temporary-'),
    'rename of a folder': () => smb.rename('/folder/other', '/folder/another'),
    rmdir: () => smb.rmdir('/folder/another'),
    rename: () => smb.rename('/a', '/folder/a'),
    'rename over a file': () => smb.rename('/b', '/file'),
    link: () => smb.link('/file', '/linked'),
    unlink: () => smb.unlink('/linked'),
    rm: () => smb.rm('/c'),
    truncate: () => smb.truncate('/file', 1),
    readdir: () => smb.readdir('/hundred'),
    'readdir with types': () => smb.readdir('/hundred', { withFileTypes: true }),
    opendir: async () => {
      for await (const entry of await smb.opendir('/hundred')) assert.ok(entry.isFile());
    },
    ...Object.fromEntries(SIZES.map((size) => [`readFile of ${size} bytes`, () => smb.readFile(`/read ${size}`)])),
    ...Object.fromEntries(
      SIZES.map((size) => [`writeFile of ${size} bytes`, () => smb.writeFile(`/write ${size}`, Buffer.alloc(size))]),
    ),
    ...Object.fromEntries(
      SIZES.map((size) => [`writeFile of ${size} new bytes`, () => smb.writeFile(`/new ${size}`, Buffer.alloc(size))]),
    ),
    ...Object.fromEntries(
      SIZES.map((size) => [
        `writeFile of ${size} bytes with their time`,
        () => smb.writeFile(`/dated ${size}`, Buffer.alloc(size), { mtime: 1 }),
      ]),
    ),
  };
  assert.is((await relay.during(() => smb.chmod('/file', 0o444))).roundTrips, 2, 'the count can be another than 1');
  await smb.chmod('/file', 0o644);
  const counted: Record<string, number> = {};
  for (const [name, operation] of Object.entries(operations)) {
    counted[name] = (await relay.during(operation)).roundTrips;
  }
  await end();
  assert.equal(counted, Object.fromEntries(Object.keys(operations).map((name) => [name, 1])));
});

test('what runs side by side shares its round trip', async ({ samba }) => {
  const { relay, smb, end } = await relayed(samba);
  writeFileSync(join(samba.folder(), 'many'), '');
  const counts = await relay.during(() => Promise.all(Array.from({ length: 10 }, () => smb.stat('/many'))));
  await end();
  assert.is(counts.requests, 10);
  assert.is(counts.responses, 10);
  assert.ok(counts.roundTrips < 10, `${counts.roundTrips} round trips`);
});

test('a copy waits four times: for the source, the target, the copying, and both to be closed', async ({ samba }) => {
  const { relay, smb, end } = await relayed(samba);
  writeFileSync(join(samba.folder(), 'original'), 'content');
  const counted: number[] = [];
  // What leaves side by side may be seen one by one on a busy machine.
  for (let i = 0; i < 10 && !counted.includes(4); i++) {
    counted.push((await relay.during(() => smb.copyFile('/original', `/copy ${i}`))).roundTrips);
  }
  await end();
  assert.is(Math.min(...counted), 4);
});

test('an interim reply is no answer', async ({ samba }) => {
  const { relay, smb, end } = await relayed(samba);
  writeFileSync(join(samba.folder(), 'large'), Buffer.alloc(4 * 1024 * 1024));
  const all: Counts[] = [];
  // Samba sends one whenever it takes its time over a read.
  for (let i = 0; i < 20 && (all.at(-1)?.interims ?? 0) === 0; i++) {
    all.push(await relay.during(() => smb.readFile('/large')));
  }
  await end();
  const last = all.at(-1);
  assert.ok(last && last.interims > 0, 'Samba takes its time over none of many reads');
  assert.is(last.responses, last.requests);
});

test.run();
