/** Many files of 4 KiB: made, read and removed, one at a time and many at once. */
import { type Case, forEachOf } from './case.ts';

const SIZE = 4096;
const FOLDER = '/small';
const DEPTHS = [1, 32] as const;
const CONTENT = Buffer.alloc(SIZE, 0x5a);

const nameOf = (index: number): string => `${FOLDER}/f${index}`;

export const smallFileCases: readonly Case[] = DEPTHS.flatMap((depth) => [
  smallFiles('create 4 KiB', depth, {
    prepare: async (smb) => {
      await smb.rm(FOLDER, { recursive: true, force: true });
      await smb.mkdir(FOLDER);
    },
    job: (smb, index) => smb.writeFile(nameOf(index), CONTENT),
  }),
  smallFiles('read 4 KiB', depth, {
    prepare: async (smb, { files }) => {
      await smb.mkdir(FOLDER, { recursive: true });
      await forEachOf(files(depth), 32, (index) => smb.writeFile(nameOf(index), CONTENT));
    },
    job: (smb, index) => smb.readFile(nameOf(index)),
  }),
  smallFiles('delete', depth, {
    prepare: async (smb, { files }) => {
      await smb.mkdir(FOLDER, { recursive: true });
      await forEachOf(files(depth), 32, (index) => smb.writeFile(nameOf(index), CONTENT));
    },
    job: (smb, index) => smb.unlink(nameOf(index)),
  }),
]);

interface Work {
  readonly prepare: NonNullable<Case['prepare']>;
  job(smb: Parameters<Case['run']>[0], index: number): Promise<unknown>;
}

function smallFiles(name: string, depth: number, { prepare, job }: Work): Case {
  return {
    group: 'small files',
    name: `${name} × ${depth}`,
    unit: 'operations',
    prepare,
    async run(smb, { files }) {
      const count = files(depth);
      await forEachOf(count, depth, (index) => job(smb, index));
      return count;
    },
    tidy: (smb) => smb.rm(FOLDER, { recursive: true, force: true }),
  };
}
