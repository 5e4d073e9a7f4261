/** Every operation of fs, each with what it needs to be there: what `cuts.ts` interrupts. */
import * as nodeFs from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { SmbFs } from '../../lib/index.ts';

export interface CutStep {
  readonly name: string;
  /** Makes what the operation works on, in the share's folder. */
  prepare?(folder: string): void;
  /** Resolves with what must be the same whenever it succeeds. */
  run(smb: SmbFs): Promise<unknown>;
  /** It leaves everything as it was: what it needs is made only once. */
  readonly onlyReads?: true;
  /** It is more than one request that changes something: unknown may be what the middle of it came to. */
  readonly composite?: true;
  /** Names that are random: what they are is left out of comparisons. */
  readonly random?: RegExp;
}

const MIB = 1024 * 1024;

/** Content in which every place is told from every other. */
export function pattern(length: number, seed = 1): Buffer {
  const data = Buffer.alloc(length);
  for (let at = 0; at + 4 <= length; at += 4) data.writeUInt32LE(Math.imul(at + seed, 0x9e3779b1) >>> 0, at);
  return data;
}

const put =
  (...files: ReadonlyArray<readonly [name: string, content: string | Buffer]>) =>
  (folder: string): void => {
    for (const [name, content] of files) {
      nodeFs.mkdirSync(join(folder, name, '..'), { recursive: true });
      nodeFs.writeFileSync(join(folder, name), content);
    }
  };

const SMALL = ['file', 'small'] as const;
const LARGE = ['large', pattern(3 * MIB)] as const;
const MANY = 700;
const TREE = put(['tree/a', 'a'], ['tree/b/c', 'c'], ['tree/b/d', 'd'], ['tree/e/f', pattern(70_000)]);

export const script: readonly CutStep[] = [
  { name: 'stat', onlyReads: true, prepare: put(SMALL), run: async (smb) => (await smb.stat('/file')).size },
  { name: 'lstat', onlyReads: true, prepare: put(SMALL), run: async (smb) => (await smb.lstat('/file')).isFile() },
  { name: 'access', onlyReads: true, prepare: put(SMALL), run: (smb) => smb.access('/file', 6) },
  { name: 'realpath', onlyReads: true, prepare: put(SMALL), run: (smb) => smb.realpath('/file') },
  { name: 'statfs', onlyReads: true, run: async (smb) => (await smb.statfs('/')).bsize },
  { name: 'readdir', onlyReads: true, prepare: put(SMALL, LARGE), run: async (smb) => (await smb.readdir('/')).sort() },
  {
    name: 'readdir of many pages',
    onlyReads: true,
    prepare: put(...Array.from({ length: MANY }, (_, i) => [`a name that takes some room ${i}`, ''] as const)),
    run: async (smb) => (await smb.readdir('/')).sort(),
  },
  {
    name: 'opendir of many pages',
    onlyReads: true,
    prepare: put(...Array.from({ length: MANY }, (_, i) => [`a name that takes some room ${i}`, ''] as const)),
    async run(smb) {
      const names: string[] = [];
      for await (const { name } of await smb.opendir('/')) names.push(name);
      return names.sort();
    },
  },
  { name: 'readFile', onlyReads: true, prepare: put(SMALL), run: (smb) => smb.readFile('/file', 'utf8') },
  { name: 'readFile of much', onlyReads: true, prepare: put(LARGE), run: (smb) => smb.readFile('/large') },
  { name: 'writeFile', run: (smb) => smb.writeFile('/new', 'new') },
  { name: 'writeFile over another', prepare: put(SMALL), run: (smb) => smb.writeFile('/file', 'other') },
  { name: 'writeFile of much', prepare: put(SMALL), run: (smb) => smb.writeFile('/file', pattern(3 * MIB, 7)) },
  { name: 'writeFile flushed', run: (smb) => smb.writeFile('/new', 'new', { flush: true }) },
  { name: 'writeFile as a whole', run: (smb) => smb.writeFile('/new', 'new', { atomic: true }) },
  {
    name: 'writeFile as a whole over another',
    prepare: put(SMALL),
    run: (smb) => smb.writeFile('/file', pattern(3 * MIB, 7), { atomic: true }),
  },
  {
    name: 'writeFile of what must be new',
    composite: true,
    run: (smb) => smb.writeFile('/new', 'new', { flag: 'wx' }),
  },
  { name: 'appendFile', prepare: put(SMALL), run: (smb) => smb.appendFile('/file', ' and more') },
  { name: 'copyFile', composite: true, prepare: put(LARGE), run: (smb) => smb.copyFile('/large', '/copy') },
  {
    name: 'copyFile over another',
    composite: true,
    prepare: put(LARGE, SMALL),
    run: (smb) => smb.copyFile('/large', '/file'),
  },
  {
    name: 'copyFile to what must be new',
    composite: true,
    prepare: put(SMALL),
    run: (smb) => smb.copyFile('/file', '/copy', 1),
  },
  { name: 'mkdir', run: (smb) => smb.mkdir('/folder') },
  {
    name: 'mkdir recursive',
    composite: true,
    // Which of them was the first is unknown where making it was.
    run: async (smb) => void (await smb.mkdir('/folder/in/folder', { recursive: true })),
  },
  { name: 'mkdtemp', run: async (smb) => void (await smb.mkdtemp('/temporary-')), random: /temporary-\w{6}/g },
  { name: 'rmdir', prepare: (folder) => nodeFs.mkdirSync(join(folder, 'folder')), run: (smb) => smb.rmdir('/folder') },
  { name: 'unlink', prepare: put(SMALL), run: (smb) => smb.unlink('/file') },
  { name: 'rename', prepare: put(SMALL), run: (smb) => smb.rename('/file', '/renamed') },
  { name: 'rename over another', prepare: put(SMALL, LARGE), run: (smb) => smb.rename('/file', '/large') },
  { name: 'rename of a folder', prepare: TREE, run: (smb) => smb.rename('/tree', '/moved') },
  {
    name: 'write a temporary file and rename it',
    composite: true,
    prepare: put(SMALL),
    async run(smb) {
      await smb.writeFile('/file.part', 'new');
      await smb.rename('/file.part', '/file');
    },
  },
  { name: 'link', prepare: put(SMALL), run: (smb) => smb.link('/file', '/linked') },
  { name: 'truncate', prepare: put(SMALL), run: (smb) => smb.truncate('/file', 2) },
  { name: 'utimes', prepare: put(SMALL), run: (smb) => smb.utimes('/file', 1, 2) },
  { name: 'chmod', prepare: put(SMALL), run: (smb) => smb.chmod('/file', 0o444) },
  { name: 'rm of a tree', composite: true, prepare: TREE, run: (smb) => smb.rm('/tree', { recursive: true }) },
  {
    name: 'cp of a tree',
    composite: true,
    prepare: TREE,
    run: (smb) => smb.promises.cp('/tree', '/copy', { recursive: true }),
  },
  {
    name: 'a file that is held open',
    prepare: put(SMALL),
    async run(smb) {
      const file = await smb.promises.open('/file', 'r+');
      await file.write('LARGER', 3);
      const { buffer: read, bytesRead } = await file.read(Buffer.alloc(20), 0, 20, 0);
      const { size } = await file.stat();
      await file.truncate(8);
      await file.sync();
      await file.writev([Buffer.from('a'), Buffer.from('bc')], 8);
      await file.chmod(0o644);
      await file.utimes(1, 2);
      await file.close();
      return [read.subarray(0, bytesRead).toString(), size];
    },
  },
  {
    name: 'two files that are held open at once',
    composite: true,
    prepare: put(SMALL),
    async run(smb) {
      const writing = await smb.promises.open('/other', 'w+');
      const reading = await smb.promises.open('/file');
      await writing.write('one');
      const text = await reading.readFile('utf8');
      await writing.write('two');
      await reading.close();
      await writing.close();
      return text;
    },
  },
  {
    name: 'a file that must be new',
    composite: true,
    async run(smb) {
      const file = await smb.promises.open('/lock', 'wx');
      await file.write('mine');
      await file.close();
    },
  },
  {
    name: 'a stream that reads',
    onlyReads: true,
    prepare: put(LARGE),
    run: (smb) => buffer(smb.createReadStream('/large', { start: 100, highWaterMark: 256 * 1024 })),
  },
  {
    name: 'a stream that writes',
    async run(smb) {
      const data = pattern(3 * MIB, 3);
      const pieces = Array.from({ length: 12 }, (_, i) => data.subarray((i * MIB) / 4, ((i + 1) * MIB) / 4));
      await pipeline(pieces, smb.createWriteStream('/new'));
    },
  },
  {
    name: 'a stream that replaces a file as a whole',
    prepare: put(SMALL),
    run: (smb) => pipeline([pattern(MIB, 3)], smb.createWriteStream('/file', { atomic: true })),
  },
];
