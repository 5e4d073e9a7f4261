/** `smbfs bench`: how fast a share is, over DirectTCP and over NetBIOS. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path/posix';
import { type Command, InvalidArgumentError } from 'commander';
import { measureThroughput, type Throughput } from '../../measure/throughput.ts';
import { barChart } from '../bar-chart.ts';
import { declareShareCommand, running } from '../command.ts';
import type { Context } from '../context.ts';
import type { FailureReport } from '../failure.ts';

interface BenchOptions {
  readonly size: number;
  readonly rounds: number;
  readonly netbiosPort?: number;
}

/** What came out for one transport. */
interface Measured {
  readonly transport: 'directtcp' | 'netbios';
  readonly throughput?: Throughput;
  readonly failure?: FailureReport;
}

const MIB = 1024 * 1024;
const TITLES = { directtcp: 'DirectTCP', netbios: 'NetBIOS' } as const;

export function declareBench(program: Command): void {
  declareShareCommand(program, {
    name: 'bench',
    description: 'write and read a file over DirectTCP and over NetBIOS, and compare',
    examples: ['smbfs bench smb://ann@nas/backups', 'smbfs bench --size 256 --rounds 5 --json smb://ann@nas/backups'],
  })
    .argument('<url>', 'a folder to write into: smb://host/share/path')
    .option('--size <MiB>', 'size of the file', positive, 64)
    .option('--rounds <count>', 'the best of so many counts', positive, 3)
    .option('--netbios-port <port>', 'where the server takes NetBIOS sessions; default: 139', positive)
    .option('--json', 'print an object')
    .action(running(bench));
}

async function bench(context: Context, options: BenchOptions, url: string): Promise<void> {
  const size = options.size * MIB;
  const measured: Measured[] = [];
  for (const transport of ['directtcp', 'netbios'] as const) {
    measured.push(await measure(context, urlFor(url, transport, options.netbiosPort), { ...options, size, transport }));
  }
  if (context.json) {
    await context.out.json({ size, rounds: options.rounds, transports: measured });
  } else {
    await context.out.line(`A file of ${options.size} MiB, the best of ${options.rounds}:\n`);
    const bars = measured.flatMap(({ transport, throughput }) =>
      (['write', 'read'] as const).flatMap((direction) => {
        const value = throughput?.[direction];
        const label = `${TITLES[transport]} ${direction}`;
        return value === undefined ? [] : [{ label, value, text: `${(value / 1e6).toFixed(0)} MB/s` }];
      }),
    );
    if (bars.length > 0) await context.out.line(barChart(bars));
    for (const { transport, failure } of measured) {
      if (failure) await context.out.line(`${TITLES[transport]} cannot be measured: ${failure.message}`);
    }
  }
  // One that a server does not offer is a result; none is a failure.
  if (measured.some(({ throughput }) => throughput)) context.exitCode = 0;
}

async function measure(
  context: Context,
  url: string,
  { transport, size, rounds }: { transport: Measured['transport']; size: number; rounds: number },
): Promise<Measured> {
  const { signal } = context;
  try {
    const { smb, path } = await context.open(url, { cleansUp: true });
    const file = join(path, `.smbfs-bench-${randomUUID()}`);
    return { transport, throughput: await measureThroughput(smb, file, size, rounds, signal) };
  } catch (error) {
    signal.throwIfAborted();
    await context.story(error);
    return { transport, failure: context.failed(error) };
  }
}

/** The URL's port is that of its own transport; the other one's is its usual port, or `netbiosPort`. */
function urlFor(text: string, transport: Measured['transport'], netbiosPort: number | undefined): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  const own = url.searchParams.get('transport')?.toLowerCase() ?? 'directtcp';
  if (transport !== own) url.port = '';
  if (transport === 'netbios' && netbiosPort !== undefined) url.port = `${netbiosPort}`;
  url.searchParams.set('transport', transport);
  url.searchParams.delete('transport-fallback');
  return url.href;
}

function positive(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('It must be a whole number above 0.');
  return Number(text);
}
