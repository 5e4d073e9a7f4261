/** Large files: requests of a size with so many in flight, whole files, and streams. */
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { SmbFs } from '../../lib/index.ts';
import { type Case, type Effort, untilTimeIsUp } from './case.ts';

const KIB = 1024;
const MIB = 1024 * KIB;
const FILE = '/sequential.bin';
const group = 'sequential';

/** Requests as the caller makes them: `depth` at a time, each `size` bytes. */
const SHAPES = [
  { size: 4 * KIB, depth: 1 },
  { size: 64 * KIB, depth: 1 },
  { size: 64 * KIB, depth: 8 },
  { size: MIB, depth: 1 },
  { size: MIB, depth: 8 },
] as const;

export const sequentialCases: readonly Case[] = [
  ...SHAPES.map(({ size, depth }) => moving('write', size, depth)),
  ...SHAPES.map(({ size, depth }) => moving('read', size, depth)),
  {
    group,
    name: 'writeFile',
    unit: 'bytes',
    async run(smb, { fileSize }) {
      await smb.writeFile(FILE, zeros(fileSize));
      return fileSize;
    },
  },
  {
    group,
    name: 'readFile',
    unit: 'bytes',
    prepare: makeFile,
    run: async (smb) => (await smb.readFile(FILE)).length,
  },
  {
    group,
    name: 'createWriteStream',
    unit: 'bytes',
    async run(smb, { fileSize }) {
      await pipeline(Readable.from(pieces(fileSize)), smb.createWriteStream(FILE));
      return fileSize;
    },
  },
  {
    group,
    name: 'createReadStream',
    unit: 'bytes',
    prepare: makeFile,
    async run(smb) {
      let length = 0;
      const sink = new Writable({
        write(chunk: Buffer, _encoding, done) {
          length += chunk.length;
          done();
        },
      });
      await pipeline(smb.createReadStream(FILE), sink);
      return length;
    },
  },
];

function moving(way: 'read' | 'write', size: number, depth: number): Case {
  return {
    group,
    name: `${way} ${bytes(size)} × ${depth}`,
    unit: 'bytes',
    prepare: makeFile,
    async run(smb, { duration, fileSize }) {
      await using handle = await smb.promises.open(FILE, way === 'read' ? 'r' : 'r+');
      const buffers = Array.from({ length: depth }, () => Buffer.alloc(size));
      const places = Math.max(1, Math.floor(fileSize / size));
      return await untilTimeIsUp(duration, depth, async (turn) => {
        const buffer = buffers.pop() ?? Buffer.alloc(size);
        const position = (turn % places) * size;
        if (way === 'read') await handle.read(buffer, 0, size, position);
        else await handle.write(buffer, 0, size, position);
        buffers.push(buffer);
        return size;
      });
    },
  };
}

/** The large file at its full size: not sparse, as holes are quicker to read. */
async function makeFile(smb: SmbFs, { fileSize }: Effort): Promise<void> {
  const size = await smb.stat(FILE).then(
    (stats) => stats.size,
    () => -1,
  );
  if (size !== fileSize) await smb.writeFile(FILE, zeros(fileSize));
}

let kept = Buffer.alloc(0);

/** The same memory for every round: new pages would be part of the time. */
function zeros(size: number): Buffer {
  if (kept.length < size) kept = Buffer.alloc(size, 0x5a);
  return kept.subarray(0, size);
}

function* pieces(size: number): Generator<Buffer> {
  const piece = zeros(64 * KIB);
  for (let at = 0; at < size; at += piece.length) yield piece.subarray(0, Math.min(piece.length, size - at));
}

function bytes(size: number): string {
  return size >= MIB ? `${size / MIB} MiB` : `${size / KIB} KiB`;
}
