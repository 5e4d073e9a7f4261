/**
 * Compares `smbfs put`, `get` and `sync` with smbclient's `mput` and `mget`, on a Samba of its own and in one run:
 * `npm run build && npx tsx bench/transfers.ts [small files] [MiB of the large file] [rounds]`. Both sign. The best round
 * counts.
 */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startSamba } from '../spec/support/samba.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

const run = promisify(execFile);
const MIB = 1024 * 1024;
const MAIN = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const FILES_IN_A_FOLDER = 100;

const [files = 10_000, mebibytes = 4096, rounds = 3] = process.argv.slice(2).map(Number);

using folder = makeTemporaryFolder(tmpdir(), 'smbfs-bench-transfers-');
const { path: home } = folder;
await using samba = await startSamba();
const best = new Map<string, number>();

await makeTree(join(home, 'tree'));
await makeLarge(join(home, 'large'));
for (let round = 0; round < rounds; round++) {
  await rm(samba.folder(), { recursive: true, force: true });
  for (const name of ['theirs', 'ours']) {
    await rm(join(home, name), { recursive: true, force: true });
    await mkdir(join(home, name));
    await mkdir(join(samba.folder(), name), { recursive: true });
    await chmod(join(samba.folder(), name), 0o777);
  }
  await time('put small, smbclient', () => smbclient(home, 'cd theirs; recurse on; prompt off; mput tree'));
  await time('put small, smbfs', () => smbfs('put', '-r', join(home, 'tree'), `${url()}/ours`));
  await time('get small, smbclient', () =>
    smbclient(join(home, 'theirs'), 'cd theirs; recurse on; prompt off; mget tree'),
  );
  await time('get small, smbfs', () => smbfs('get', '-r', `${url()}/ours/tree`, join(home, 'ours')));
  await time('sync small, nothing to do, smbfs', () => smbfs('sync', join(home, 'tree'), `${url()}/ours/tree`));
  await time('put large, smbclient', () => smbclient(home, 'cd theirs; put large'));
  await time('put large, smbfs', () => smbfs('put', join(home, 'large'), `${url()}/ours`));
  await time('get large, smbclient', () => smbclient(join(home, 'theirs'), 'cd theirs; get large'));
  await time('get large, smbfs', () => smbfs('get', `${url()}/ours/large`, join(home, 'ours')));
  await checkCounts();
}
for (const what of ['put small', 'get small', 'put large', 'get large']) {
  const [theirs = 0, ours = 0] = [best.get(`${what}, smbclient`), best.get(`${what}, smbfs`)];
  console.log(`${what}: ${(ours / theirs).toFixed(2)} times as long as smbclient`);
}

function url(): string {
  return `smb://${samba.host}:${samba.port}/share`;
}

async function smbclient(cwd: string, commands: string): Promise<void> {
  const args = [
    `//${samba.host}/share`,
    '-p',
    `${samba.port}`,
    '-U',
    'ann%s3cret',
    '--client-protection=sign',
    '-c',
    commands,
  ];
  await run('smbclient', args, { cwd, maxBuffer: 64 * MIB });
}

async function smbfs(...args: string[]): Promise<void> {
  const env = { ...process.env, AUTH_USERNAME: 'ann', AUTH_PASSWORD: 's3cret' };
  await run(process.execPath, [MAIN, ...args], { env });
}

async function time(what: string, task: () => Promise<void>): Promise<void> {
  const start = performance.now();
  await task();
  const seconds = (performance.now() - start) / 1000;
  best.set(what, Math.min(seconds, best.get(what) ?? Number.POSITIVE_INFINITY));
  console.log(`${what}: ${seconds.toFixed(2)} s`);
}

/** Files of one to four kilobytes. */
async function makeTree(folder: string): Promise<void> {
  const data = randomBytes(4096);
  for (let i = 0; i < files; i++) {
    const into = join(folder, `${Math.floor(i / FILES_IN_A_FOLDER)}`);
    if (i % FILES_IN_A_FOLDER === 0) await mkdir(into, { recursive: true });
    await writeFile(join(into, `${i}`), data.subarray(0, 1000 + ((i * 37) % 3000)));
  }
}

async function makeLarge(path: string): Promise<void> {
  const data = randomBytes(MIB);
  const file = await open(path, 'w');
  for (let i = 0; i < mebibytes; i++) await file.write(data);
  await file.close();
}

async function checkCounts(): Promise<void> {
  const expected = files + Math.ceil(files / FILES_IN_A_FOLDER);
  for (const root of [home, samba.folder()]) {
    for (const name of ['theirs', 'ours']) {
      const found = (await readdir(join(root, name, 'tree'), { recursive: true })).length;
      if (found !== expected) throw new Error(`${join(root, name)} holds ${found} names, not ${expected}`);
    }
  }
}
