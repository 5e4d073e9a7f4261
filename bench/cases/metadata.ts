/** Work on names, attributes and small pieces. */
import type { SmbFs } from '../../lib/index.ts';
import { type Case, type Effort, forEachOf, untilTimeIsUp } from './case.ts';

const group = 'metadata';
const FILE = '/metadata.bin';
const RANDOM_FILE = '/random.bin';
const FOLDER = '/listed';
const PIECE = 4096;
const ENTRIES = 1000;

export const metadataCases: readonly Case[] = [
  ...[1, 32].map(
    (depth): Case => ({
      group,
      name: `stat × ${depth}`,
      unit: 'operations',
      prepare: (smb) => smb.writeFile(FILE, 'x'),
      run: (smb, { duration }) =>
        untilTimeIsUp(duration, depth, async () => {
          await smb.stat(FILE);
          return 1;
        }),
      tidy: (smb) => smb.unlink(FILE),
    }),
  ),
  {
    group,
    name: 'rename × 1',
    unit: 'operations',
    prepare: (smb) => smb.writeFile(`${FILE}.0`, 'x'),
    run: (smb, { duration }) =>
      untilTimeIsUp(duration, 1, async (turn) => {
        await smb.rename(`${FILE}.${turn % 2}`, `${FILE}.${(turn + 1) % 2}`);
        return 1;
      }),
    tidy: async (smb) => {
      for (const end of [0, 1]) await smb.rm(`${FILE}.${end}`, { force: true });
    },
  },
  {
    group,
    name: 'mkdir + rmdir × 1',
    unit: 'operations',
    run: (smb, { duration }) =>
      untilTimeIsUp(duration, 1, async () => {
        await smb.mkdir('/made');
        await smb.rmdir('/made');
        return 2;
      }),
  },
  {
    group: 'listing',
    name: `readdir of ${ENTRIES}, entries`,
    unit: 'operations',
    prepare: async (smb) => {
      await smb.mkdir(FOLDER, { recursive: true });
      await forEachOf(ENTRIES, 32, (index) => smb.writeFile(`${FOLDER}/entry ${index}`, ''));
    },
    run: (smb, { duration }) => untilTimeIsUp(duration, 1, async () => (await smb.readdir(FOLDER)).length),
    tidy: (smb) => smb.rm(FOLDER, { recursive: true }),
  },
  ...[1, 32].map(
    (depth): Case => ({
      group,
      name: `random read 4 KiB × ${depth}`,
      unit: 'operations',
      prepare: makeRandomFile,
      run: (smb, effort) => randomReads(smb, effort, depth),
      tidy: (smb) => smb.unlink(RANDOM_FILE),
    }),
  ),
];

async function makeRandomFile(smb: SmbFs, { fileSize }: Effort): Promise<void> {
  await smb.writeFile(RANDOM_FILE, Buffer.alloc(fileSize, 0x5a));
}

async function randomReads(smb: SmbFs, { duration, fileSize }: Effort, depth: number): Promise<number> {
  await using handle = await smb.promises.open(RANDOM_FILE, 'r');
  const buffers = Array.from({ length: depth }, () => Buffer.alloc(PIECE));
  const places = Math.floor(fileSize / PIECE);
  return await untilTimeIsUp(duration, depth, async (turn) => {
    const buffer = buffers.pop() ?? Buffer.alloc(PIECE);
    // A multiplicative step visits the places out of order, and in the same order in every round.
    await handle.read(buffer, 0, PIECE, ((turn * 2654435761) % places) * PIECE);
    buffers.push(buffer);
    return 1;
  });
}
