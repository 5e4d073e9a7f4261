/** One task done by smbfs, timed by itself: HOST PORT TRANSPORT KIND PATH COUNT SIZE DEPTH. Prints the sample as JSON. */
import { SmbFs } from '../../../lib/index.ts';
import { forEachOf } from '../../cases/case.ts';
import { timed } from '../../rounds/rounds.ts';

const [host = '', port = '', transport = '', kind = '', name = '', ...numbers] = process.argv.slice(2);
const [count = 0, size = 0, depth = 1] = numbers.map(Number);
const path = `/${name}`;

const open = (): SmbFs =>
  new SmbFs({
    host,
    port: Number(port),
    share: 'bench',
    transport: transport === 'netbios' ? 'netbios' : 'directtcp',
    username: process.env.BENCH_USER,
    password: process.env.BENCH_PASSWORD,
    signing: 'if-required',
  });

const smb = open();
await smb.connect();

/** Opens and closes outside of the time, as the other programs do. */
async function requests(way: 'read' | 'write', place: (index: number) => number): Promise<number> {
  const handle = await smb.promises.open(path, way === 'read' ? 'r' : 'r+');
  const buffers = Array.from({ length: depth }, () => Buffer.alloc(size, 0x5a));
  const sample = await timed(async () => {
    await forEachOf(count, depth, async (index) => {
      const buffer = buffers.pop() ?? Buffer.alloc(size);
      const position = place(index) * size;
      if (way === 'read') {
        const { bytesRead } = await handle.read(buffer, 0, size, position);
        if (bytesRead !== size) throw new Error(`${bytesRead} bytes of ${size}`);
      } else await handle.write(buffer, 0, size, position);
      buffers.push(buffer);
    });
    return kind === 'random' ? count : count * size;
  });
  await handle.close();
  return print(sample);
}

function print(sample: object): number {
  return process.stdout.write(JSON.stringify(sample)) ? 0 : 1;
}

const content = Buffer.alloc(size, 0x5a);
const file = (index: number): string => `${path}/f${index}`;
const each = (job: (index: number) => Promise<unknown>) => async (): Promise<number> => {
  await forEachOf(count, depth, job);
  return count;
};

if (kind === 'read' || kind === 'write') await requests(kind, (index) => index);
else if (kind === 'random') {
  const places = Math.floor((await smb.stat(path)).size / size);
  await requests('read', (index) => (index * 2654435761) % places);
} else {
  const work: Record<string, () => Promise<number>> = {
    stat: each(() => smb.stat(path)),
    create: each((index) => smb.writeFile(file(index), content)),
    fetch: each((index) => smb.readFile(file(index))),
    delete: each((index) => smb.unlink(file(index))),
    list: async () => (await smb.readdir(path)).length,
    connect: each(async () => {
      const another = open();
      await another.connect();
      await another.close();
    }),
  };
  const job = work[kind];
  if (job === undefined) throw new Error(`What is ${kind}?`);
  print(await timed(job));
}
await smb.close();
