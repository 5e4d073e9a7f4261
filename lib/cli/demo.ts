/** `smbfs demo`: a server and a client in one process, and what they can do over either transport. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { SmbFs } from '../index.ts';
import { measureThroughput, type Throughput } from '../measure/throughput.ts';
import { createServer, type ServedFileSystem, type Server } from '../server/index.ts';
import { barChart } from './bar-chart.ts';

const MIB = 1024 * 1024;
const SIZE = 64 * MIB;
const ROUNDS = 3;
const SHARE = 'demo';
const USER = 'demo';
const PASSWORD = 'demo';
const TRANSPORTS = ['directtcp', 'netbios'] as const;

type TransportKind = (typeof TRANSPORTS)[number];

export interface DemoOptions {
  /** Where the story goes. */
  readonly print: (line: string) => void;
  /** Stay up when the story is told, until `signal` aborts. */
  readonly serve: boolean;
  readonly signal: AbortSignal;
}

/** Serves a folder on free ports of this machine and works on it, over DirectTCP and over NetBIOS. */
export async function demo({ print, serve, signal }: DemoOptions): Promise<void> {
  const storage = await openStorage();
  const server = createServer({ shares: { [SHARE]: storage.share }, users: { [USER]: PASSWORD } });
  try {
    for (const transport of TRANSPORTS) await server.listen({ port: 0, transport });
    print(`A server is up, over ${storage.description}:`);
    for (const { transport, host, port } of server.addresses) print(`  ${nameOf(transport).padEnd(9)} ${host}:${port}`);
    const results = new Map<TransportKind, Throughput>();
    for (const transport of TRANSPORTS) results.set(transport, await tellStory(server, transport, print));
    print(`\nThroughput of a ${SIZE / MIB} MiB file, written and read:\n`);
    print(chart(results));
    if (serve) await stayUp(server, print, signal);
  } finally {
    await server.close();
    await storage.remove();
  }
}

interface Storage {
  readonly share: string | ServedFileSystem;
  readonly description: string;
  remove(): Promise<void>;
}

/** Memory where memfs is installed, which takes the disk out of the figures; otherwise a temporary folder. */
async function openStorage(): Promise<Storage> {
  const memfs = await optional('memfs');
  if (memfs) {
    const share = memfs.createFsFromVolume(new memfs.Volume()).promises;
    return { share, description: 'a file system in memory (memfs)', remove: async () => {} };
  }
  const folder = await mkdtemp(join(tmpdir(), 'smbfs-demo-'));
  return { share: folder, description: folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

interface Memfs {
  readonly Volume: new () => unknown;
  createFsFromVolume(volume: unknown): { promises: ServedFileSystem };
}

async function optional(name: string): Promise<Memfs | undefined> {
  try {
    return (await import(name)) as Memfs;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

async function tellStory(server: Server, transport: TransportKind, print: (line: string) => void): Promise<Throughput> {
  const smb = new SmbFs(server.url(SHARE, { transport, user: USER }));
  try {
    await smb.connect();
    const { dialect, signing } = smb.diagnostics();
    print(`\n${nameOf(transport)}: connected, SMB ${dialect}, signed with ${signing}`);
    await smb.mkdir('/photos/2026', { recursive: true });
    print('  mkdir      /photos/2026');
    await smb.writeFile('/photos/note.txt', 'hi');
    print(`  writeFile  /photos/note.txt: ${JSON.stringify(await smb.readFile('/photos/note.txt', 'utf8'))}`);
    await smb.copyFile('/photos/note.txt', '/photos/2026/copy.txt');
    print('  copyFile   /photos/2026/copy.txt, by the server');
    const stream = smb.createWriteStream('/photos/stream.bin');
    for (let part = 0; part < 16; part++) stream.write(Buffer.alloc(MIB, part));
    await finished(stream.end());
    let streamed = 0;
    for await (const part of smb.createReadStream('/photos/stream.bin')) streamed += part.length;
    print(`  stream     /photos/stream.bin: ${streamed / MIB} MiB there and back`);
    const names = await smb.readdir('/photos', { recursive: true });
    print(`  readdir    /photos: ${names.sort().join(', ')}`);
    await smb.rm('/photos', { recursive: true });
    print('  rm         /photos');
    return await measureThroughput(smb, '/throughput.bin', SIZE, ROUNDS);
  } finally {
    await smb.close();
  }
}

function chart(results: ReadonlyMap<TransportKind, Throughput>): string {
  const bars = [...results].flatMap(([transport, { write, read }]) => [
    { label: `${nameOf(transport)} write`, value: write, text: megabytes(write) },
    { label: `${nameOf(transport)} read`, value: read, text: megabytes(read) },
  ]);
  return barChart(bars);
}

async function stayUp(server: Server, print: (line: string) => void, signal: AbortSignal): Promise<void> {
  print('\nStill up. Stop it with Ctrl-C; until then, try\n');
  for (const { transport, host, port } of server.addresses) {
    print(`  ${server.url(SHARE, { transport, user: USER })}`);
    print(`  smbclient //${host}/${SHARE} -p ${port} -U ${USER}%${PASSWORD}\n`);
  }
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

function nameOf(transport: TransportKind): string {
  return transport === 'directtcp' ? 'DirectTCP' : 'NetBIOS';
}

function megabytes(bytesPerSecond: number): string {
  return `${(bytesPerSecond / 1e6).toFixed(0)} MB/s`;
}
