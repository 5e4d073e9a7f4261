/** `npm run bench:peers`: smbfs and every other client that runs here, on the same Samba, in turn. */
import { Command } from 'commander';
import { delayed } from './network/delay.ts';
import { allPeers } from './peers/all.ts';
import { prepareGround } from './peers/ground.ts';
import type { Peer } from './peers/peer.ts';
import { type Target, type Task, type TaskKind, unitOf } from './peers/task.ts';
import { endProgress, showProgress } from './report/progress.ts';
import { describeMachine, type Row, type Section } from './report/report.ts';
import { storeReport } from './report/store.ts';
import { reportText } from './report/tables.ts';
import { race } from './rounds/rounds.ts';
import { type BenchSamba, startSambaServer } from './servers/samba.ts';

const MIB = 1024 * 1024;

/** Old clients answer with NTLMv1, which nobody else here does. */
const TOLERANT = { 'ntlm auth': 'ntlmv1-permitted' };

interface Ground {
  readonly title: string;
  readonly global: Readonly<Record<string, string>>;
  readonly transport: Target['transport'];
  /** Milliseconds that a round trip takes longer. */
  readonly latency: number;
  readonly tasks: 'sequential' | 'small' | 'distant';
}

const signed = (algorithms: string) => ({
  'server signing': 'mandatory',
  'server smb3 signing algorithms': algorithms,
});
const encrypted = (cipher: string) => ({
  'server smb encrypt': 'required',
  'server smb3 encryption algorithms': cipher,
});
/** Asynchronous I/O slows small requests down, and its interim replies confuse some clients. */
const SYNCHRONOUS = { 'aio read size': '0', 'aio write size': '0', 'case sensitive': 'yes' };

const GROUNDS: readonly Ground[] = [
  { title: 'plain', global: {}, transport: 'directtcp', latency: 0, tasks: 'sequential' },
  {
    title: 'signed with AES-GMAC where the client can',
    global: signed('AES-128-GMAC AES-128-CMAC HMAC-SHA256'),
    transport: 'directtcp',
    latency: 0,
    tasks: 'sequential',
  },
  {
    title: 'signed with AES-CMAC',
    global: signed('AES-128-CMAC'),
    transport: 'directtcp',
    latency: 0,
    tasks: 'sequential',
  },
  {
    title: 'encrypted with AES-128-GCM',
    global: encrypted('AES-128-GCM'),
    transport: 'directtcp',
    latency: 0,
    tasks: 'sequential',
  },
  {
    title: 'encrypted with AES-256-GCM',
    global: encrypted('AES-256-GCM'),
    transport: 'directtcp',
    latency: 0,
    tasks: 'sequential',
  },
  { title: 'plain, NetBIOS', global: {}, transport: 'netbios', latency: 0, tasks: 'sequential' },
  { title: 'small requests', global: SYNCHRONOUS, transport: 'directtcp', latency: 0, tasks: 'small' },
  { title: 'small requests, 5 ms away', global: SYNCHRONOUS, transport: 'directtcp', latency: 5, tasks: 'distant' },
];

interface Settings {
  readonly rounds: number;
  readonly fileMiB: number;
  readonly operations: number;
  readonly entries: number;
}

const command = new Command('bench:peers')
  .description('Compares smbfs with libsmbclient, smbclient, rclone and the clients of npm on private Sambas.')
  .option('--rounds <count>', 'rounds that count, for each figure', Number, 5)
  .option('--file-size <MiB>', 'size of the large file', Number, 1024)
  .option('--operations <count>', 'small operations in a sample', Number, 2000)
  .option('--entries <count>', 'entries of the large folder', Number, 100_000)
  .option('--ground <pattern>', 'only where the title matches this regular expression', '')
  .option('--task <pattern>', 'only work whose name matches', '')
  .option('--peer <pattern>', 'smbfs, and only clients whose name matches', '')
  .option('--out <folder>', 'where the JSON, the HTML page and the plots go', 'bench-results')
  .action(async (options) => {
    const started = new Date().toISOString();
    const peers = await available(new RegExp(options.peer));
    const sections: Section[] = [];
    for (const ground of GROUNDS.filter(({ title }) => new RegExp(options.ground).test(title))) {
      const settings = { rounds: options.rounds, fileMiB: options.fileSize, ...options } as Settings;
      sections.push({ title: ground.title, rows: await measureOn(ground, peers, settings, new RegExp(options.task)) });
    }
    endProgress();
    const machine = describeMachine();
    const report = { title: 'smbfs and its peers', started, machine, rounds: options.rounds, sections, tallies: [] };
    console.log(reportText(report));
    console.log(`\n${(await storeReport(report, options.out, 'peers')).join('\n')}`);
  });
/** The peers that can be had here; the others are named with the reason. */
async function available(wanted: RegExp): Promise<Peer[]> {
  const peers: Peer[] = [];
  for (const peer of allPeers()) {
    if (peer.name !== 'smbfs' && !wanted.test(peer.name)) continue;
    try {
      await peer.prepare();
      peers.push(peer);
    } catch (error) {
      console.error(`Without ${peer.name}: ${(error as Error).message}`);
    }
  }
  return peers;
}

async function measureOn(ground: Ground, peers: readonly Peer[], settings: Settings, wanted: RegExp): Promise<Row[]> {
  await using server = await startSambaServer(ground.title, { ...TOLERANT, ...ground.global });
  const target = targetOf(server, ground.transport);
  const { hostname, port } = new URL(server.urls.get(ground.transport) ?? '');
  await using way = await delayed(`smb://${hostname}:${port}/`, ground.latency);
  const { hostname: host, port: shown } = new URL(way.url);
  const rows: Row[] = [];
  for (const [name, task] of tasksOf(ground, settings)) {
    if (!wanted.test(name)) continue;
    showProgress(`${ground.title}: ${name}`);
    const able = peers.filter(
      ({ kinds, parallel, transports }) =>
        kinds.has(task.kind) &&
        transports.has(ground.transport) &&
        (parallel || task.depth === 1 || ground.tasks === 'sequential'),
    );
    const contestants = able.map((peer) => ({
      name: peer.name,
      measure: () => {
        prepareGround(server, task);
        return peer.measure(task, { ...target, host, port: Number(shown) });
      },
    }));
    const results = await race(contestants, settings.rounds);
    rows.push({ group: GROUP[task.kind], name, unit: unitOf(task.kind), results });
  }
  return rows;
}

const GROUP: Readonly<Record<TaskKind, string>> = {
  read: 'sequential',
  write: 'sequential',
  random: 'random reads',
  stat: 'stat',
  create: 'small files',
  fetch: 'small files',
  delete: 'small files',
  list: 'listing',
  connect: 'connecting',
};

function targetOf(server: BenchSamba, transport: Target['transport']): Target {
  const url = new URL(server.urls.get(transport) ?? '');
  return {
    host: url.hostname,
    port: Number(url.port),
    transport,
    user: url.searchParams.get('auth-username') ?? '',
    password: url.searchParams.get('auth-password') ?? '',
  };
}

function tasksOf({ tasks }: Ground, { fileMiB, operations, entries }: Settings): [string, Task][] {
  const large = { path: 'large.bin', count: fileMiB, size: MIB, depth: 8 };
  const small = { path: 'small', size: 4096 };
  const one = { path: 'one.bin', size: 4096 };
  if (tasks === 'sequential')
    return [
      ['read', { kind: 'read', ...large }],
      ['write', { kind: 'write', ...large }],
    ];
  const depths = tasks === 'distant' ? [1] : [1, 32];
  const few = tasks === 'distant' ? Math.min(operations, 100) : operations;
  const atDepths = depths.flatMap((depth): [string, Task][] => [
    [`stat × ${depth}`, { kind: 'stat', ...one, count: few, depth }],
    [`create 4 KiB × ${depth}`, { kind: 'create', ...small, count: few, depth }],
    [`read 4 KiB × ${depth}`, { kind: 'fetch', ...small, count: few, depth }],
    [`delete × ${depth}`, { kind: 'delete', ...small, count: few, depth }],
  ]);
  if (tasks === 'distant') return atDepths;
  const random = depths.map((depth): [string, Task] => [
    `random read 4 KiB × ${depth}`,
    { kind: 'random', path: 'large.bin', size: 4096, count: 10 * few, depth },
  ]);
  return [
    ...atDepths,
    ...random,
    [`readdir of ${entries}, entries`, { kind: 'list', path: 'listed', count: entries, size: 0, depth: 1 }],
    ['connect', { kind: 'connect', path: '', count: 50, size: 0, depth: 1 }],
  ];
}

await command.parseAsync();
