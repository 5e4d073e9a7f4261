/** `npm run bench`: DirectTCP against NetBIOS, on the embedded server, on Samba, or on any share. */
import { Command } from 'commander';
import type { SmbFsOptions } from '../lib/index.ts';
import { allCases } from './cases/all.ts';
import type { Case, Effort } from './cases/case.ts';
import { contest, openSubject, type Subject } from './cases/contest.ts';
import { countRoundTrips, operationNames } from './cases/round-trips.ts';
import { delayed } from './network/delay.ts';
import { endProgress, showProgress } from './report/progress.ts';
import { describeMachine, type Report, type Row, type Section, type Tally } from './report/report.ts';
import { storeReport } from './report/store.ts';
import { reportText } from './report/tables.ts';
import { startEmbedded } from './servers/embedded.ts';
import { givenServer } from './servers/given.ts';
import { startSambaServer, whyNoSamba } from './servers/samba.ts';
import { type BenchServer, TRANSPORTS, type TransportName, transportTitle } from './servers/server.ts';

const MIB = 1024 * 1024;

/** How messages are protected, by what the client asks for. */
const PROTECTIONS: readonly (readonly [string, SmbFsOptions])[] = [
  ['plain', { signing: 'if-required', encryption: 'if-required' }],
  ['signed', { signing: 'required', encryption: 'if-required' }],
  ['encrypted', { encryption: 'required' }],
];

interface Settings {
  readonly rounds: number;
  readonly duration: number;
  readonly fileSize: number;
  readonly latencies: readonly number[];
  readonly wanted: readonly Case[];
}

const command = new Command('bench')
  .description(
    'Compares DirectTCP with NetBIOS: on the embedded server, on Samba where it is installed, or on a share.',
  )
  .argument('[url]', 'smb://user:password@host/share: measure there, in a folder that is removed afterwards')
  .option('--netbios-port <port>', "the share's port for NetBIOS", Number, 139)
  .option('--rounds <count>', 'rounds that count, for each figure', Number, 5)
  .option('--duration <ms>', 'how long a sample takes', Number, 300)
  .option('--file-size <MiB>', 'size of the large file', Number, 64)
  .option('--latency <ms...>', 'round trips to add, in milliseconds', ['0', '1', '10', '50'])
  .option('--only <pattern>', 'only cases whose name matches this regular expression', '')
  .option('--quick', 'one short round, without added latency: to see that it runs')
  .option('--out <folder>', 'where the JSON, the HTML page and the plots go', 'bench-results')
  .action(async (url: string | undefined, options) => {
    const only = new RegExp(options.only);
    const settings: Settings = {
      rounds: options.quick ? 1 : options.rounds,
      duration: options.quick ? 50 : options.duration,
      fileSize: (options.quick ? 8 : options.fileSize) * MIB,
      latencies: options.quick ? [0] : options.latency.map(Number),
      wanted: allCases.filter(({ name }) => only.test(name)),
    };
    const report = await bench(url, options.netbiosPort, settings);
    endProgress();
    console.log(reportText(report));
    console.log(`\n${(await storeReport(report, options.out, 'transports')).join('\n')}`);
  });
await command.parseAsync();

async function bench(url: string | undefined, netbiosPort: number, settings: Settings): Promise<Report> {
  const started = new Date().toISOString();
  const sections: Section[] = [];
  const tallies: Tally[] = [];
  for (const start of url === undefined ? ownServers() : [async () => givenServer(url, netbiosPort)]) {
    await using server = await start();
    for (const latency of settings.latencies) sections.push(...(await measureAt(server, latency, settings)));
    tallies.push(await tally(server));
  }
  return {
    title: 'DirectTCP and NetBIOS',
    started,
    machine: describeMachine(),
    rounds: settings.rounds,
    sections,
    tallies,
  };
}

/** The servers that can be started here. */
function ownServers(): (() => Promise<BenchServer>)[] {
  const missing = whyNoSamba();
  if (missing === undefined) return [startEmbedded, () => startSambaServer('Samba')];
  console.error(`Without Samba: ${missing}.`);
  return [startEmbedded];
}

/** Every protection nearby; over a distance, whose round trips hide what protection costs, signed messages alone. */
async function measureAt(server: BenchServer, latency: number, settings: Settings): Promise<Section[]> {
  const protections = latency === 0 ? PROTECTIONS : PROTECTIONS.filter(([name]) => name === 'signed');
  const sections: Section[] = [];
  for (const [protection, options] of protections) {
    const distance = latency === 0 ? '' : `, ${latency} ms away`;
    const title = `${server.name}, ${protection}${distance}`;
    sections.push({ title, rows: await measure(server, latency, options, settings, title) });
  }
  return sections;
}

async function measure(
  server: BenchServer,
  latency: number,
  options: SmbFsOptions,
  { wanted, rounds, duration, fileSize }: Settings,
  title: string,
): Promise<Row[]> {
  const open: AsyncDisposable[] = [];
  try {
    const subjects: Subject[] = [];
    for (const transport of TRANSPORTS) {
      const url = server.urls.get(transport);
      if (url === undefined) continue;
      const way = await delayed(url, latency);
      open.unshift(way);
      const subject = await openSubject(transportTitle(transport), way.url, options);
      open.unshift(subject);
      subjects.push(subject);
    }
    const effort: Effort = { duration, fileSize, files: (depth) => smallFiles(duration, latency, depth) };
    const rows: Row[] = [];
    for (const [index, one] of wanted.entries()) {
      showProgress(`${title}: ${one.name} (${index + 1} of ${wanted.length})`);
      rows.push({
        group: one.group,
        name: one.name,
        unit: one.unit,
        results: await contest(one, subjects, effort, rounds),
      });
    }
    return rows;
  } finally {
    for (const one of open) await one[Symbol.asyncDispose]();
  }
}

/** As many as fill the time, roughly: an operation takes its round trip, or a third of a millisecond. */
function smallFiles(duration: number, latency: number, depth: number): number {
  return Math.max(depth, Math.min(512, Math.ceil((duration / Math.max(latency, 0.33)) * Math.sqrt(depth))));
}

async function tally(server: BenchServer): Promise<Tally> {
  const columns = [...server.urls] as readonly (readonly [TransportName, string])[];
  const counts: number[][] = [];
  for (const [, url] of columns) counts.push(await countRoundTrips(url));
  return {
    title: `Round trips, ${server.name}`,
    columns: columns.map(([transport]) => transportTitle(transport)),
    rows: operationNames.map((name, index) => ({ name, counts: counts.map((one) => one[index]) })),
  };
}
