/** Mixed load for as long as one likes, while something goes wrong every second; and what that leaves behind. */
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { inspect } from 'node:util';
import { SmbFs } from '../../lib/index.ts';
import { startEmbedded } from '../server/embedded.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';
import { memoryInUse } from '../support/memory.ts';
import { startSamba } from '../support/samba.ts';
import { until } from '../support/settles.ts';
import { pattern } from './cut-script.ts';

export interface SoakOptions {
  /** At least: until every task can have done something. */
  readonly milliseconds: number;
  /** Half of them on Samba, half on the embedded server. */
  readonly tasks: number;
  /** Milliseconds that a task rests between two operations. */
  readonly pace: number;
  /** Milliseconds between two looks at the memory. */
  readonly samplePause: number;
}

export interface SoakReport {
  /** Operations that have succeeded. */
  operations: number;
  /** Faults that were provoked. */
  faults: number;
  /** Operations that have failed as they may, by code. */
  readonly failures: Record<string, number>;
  /** What must not be: wrong contents, other errors, rejections that nobody handles, what is left over. */
  readonly wrong: string[];
  /** Bytes, from time to time: the heap and buffers after a collection, and all memory of the process. */
  readonly samples: Array<{ readonly inUse: number; readonly rss: number }>;
}

/** What operations may come to where connections are lost and servers restarted: each says what it is. */
const ALLOWED: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'ETIMEDOUT',
  'ERR_SMB_OUTCOME_UNKNOWN',
  'ESTALE',
  // A name that was made, moved or removed by a try whose outcome is unknown.
  'ENOENT',
  'EEXIST',
  'ENOTEMPTY',
]);

const SECOND = 1000;

/** Enough for a server that is being started on a busy machine. */
const PATIENCE = 60_000;

interface Site {
  readonly name: string;
  readonly smb: SmbFs;
  /** What goes wrong, in turn. */
  readonly faults: ReadonlyArray<() => unknown>;
  /** Nothing goes wrong any more. */
  calm(): Promise<void>;
  openFiles(): Promise<number>;
  stop(): Promise<void>;
}

export async function soak({ milliseconds, tasks, pace, samplePause }: SoakOptions): Promise<SoakReport> {
  const report: SoakReport = { operations: 0, faults: 0, failures: {}, wrong: [], samples: [] };
  const unhandled = (reason: unknown): void => void report.wrong.push(`unhandled: ${reason}`);
  process.on('unhandledRejection', unhandled);
  const before = activeResources();
  const sites = [await onSamba(), await onEmbedded()];
  const end = performance.now() + milliseconds;
  // However busy the machine is, something has been done, and something has gone wrong.
  const isOver = (): boolean => performance.now() >= end && report.operations >= tasks && report.faults > 0;
  const sampling = sample(report, samplePause, isOver);
  await Promise.all(
    sites.flatMap((site) => [
      provoke(site, report, isOver),
      ...Array.from({ length: Math.ceil(tasks / sites.length) }, (_, i) => new Task(site, i, report, pace).run(isOver)),
    ]),
  );
  await sampling;
  for (const site of sites) {
    await site.calm();
    // What was given up on is closed behind its caller's back; what the server swallowed is never answered.
    await site.smb.access('/');
    await until(() => site.smb.diagnostics().requests.length === 0).catch(() =>
      report.wrong.push(`requests in flight on ${site.name}: ${inspect(site.smb.diagnostics(), { depth: 5 })}`),
    );
    const left = await site.openFiles();
    if (left > 0) report.wrong.push(`${left} files left open on ${site.name}`);
    await site.stop();
  }
  await until(() => activeResources() <= before, PATIENCE).catch(() =>
    report.wrong.push(`sockets and timers left: ${process.getActiveResourcesInfo()}`),
  );
  process.off('unhandledRejection', unhandled);
  return report;
}

function activeResources(): number {
  return process.getActiveResourcesInfo().filter((name) => /Timeout|TCP/.test(name)).length;
}

async function onSamba(): Promise<Site> {
  const samba = await startSamba();
  const proxy = await startFaultProxy(samba);
  const smb = new SmbFs(proxy.through(samba.url()), { reconnectTimeout: PATIENCE });
  let restarting: Promise<void> | undefined;
  const cut = (): void => {
    if (!restarting) proxy.cut();
  };
  const refuse = (): void => {
    proxy.open = false;
    proxy.cut();
    setTimeout(() => {
      proxy.open = true;
    }, SECOND / 2);
  };
  const restart = (): void => {
    restarting ??= samba.restart().finally(() => {
      restarting = undefined;
    });
  };
  return {
    name: 'Samba',
    smb,
    faults: [cut, cut, refuse, cut, cut, cut, refuse, cut, cut, restart],
    async calm() {
      await restarting;
      proxy.open = true;
    },
    openFiles: async () => (await samba.openFiles()).length,
    async stop() {
      await smb.close();
      await proxy.close();
      await samba.stop();
    },
  };
}

async function onEmbedded(): Promise<Site> {
  const { server, stop, failures } = await startEmbedded();
  const smb = new SmbFs(server.url('share', { user: 'ann' }), { requestTimeout: 5000, reconnectTimeout: PATIENCE });
  const { faults } = server;
  return {
    name: 'the embedded server',
    smb,
    // A fault that has not struck within its second is over: they must not pile up.
    faults: [
      () => faults.disconnectAll(),
      () => faults.delay(SECOND / 2, { times: 20 }),
      () => faults.pending(SECOND / 2, { times: 20 }),
      () => faults.expireSessions(),
      () => faults.disconnect({ times: 1 }),
      () => faults.cut(40, { times: 1 }),
      () => faults.credits(1, { times: 50 }),
      () => faults.silence({ times: 1 }),
    ].map((strike) => () => {
      faults.clear();
      strike();
    }),
    calm: async () => faults.clear(),
    openFiles: async () => smb.diagnostics().openFiles,
    async stop() {
      await smb.close();
      await stop();
      if (failures.length > 0) throw failures[0];
    },
  };
}

async function provoke({ faults }: Site, report: SoakReport, isOver: () => boolean): Promise<void> {
  for (let i = 0; ; i++) {
    await delay(SECOND);
    if (isOver()) return;
    faults[i % faults.length]?.();
    report.faults++;
  }
}

async function sample({ samples }: SoakReport, pause: number, isOver: () => boolean): Promise<void> {
  do {
    await delay(pause);
    const inUse = await memoryInUse();
    samples.push({ inUse, rss: process.memoryUsage().rss });
  } while (!isOver());
}

/** One of many programs on a share, in a folder of its own. */
class Task {
  readonly #smb: SmbFs;
  readonly #folder: string;
  readonly #site: Site;
  readonly #report: SoakReport;
  readonly #pace: number;
  #round = 0;

  constructor(site: Site, number: number, report: SoakReport, pace: number) {
    this.#smb = site.smb;
    this.#site = site;
    this.#folder = `/task ${number}`;
    this.#report = report;
    this.#pace = pace;
  }

  async run(isOver: () => boolean): Promise<void> {
    const steps = [this.#small, this.#atomic, this.#stream, this.#handle, this.#names, this.#listing];
    // They do not all do the same at once.
    this.#round = this.#folder.length + Number(this.#folder.slice(6));
    while (!isOver()) {
      await this.#do(() => this.#smb.mkdir(this.#folder, { recursive: true }));
      await this.#do(() => steps[this.#round % steps.length]?.call(this) ?? Promise.resolve());
      this.#round++;
      await delay(this.#pace);
    }
  }

  async #do(step: () => Promise<unknown>): Promise<void> {
    try {
      await step();
      this.#report.operations++;
    } catch (error) {
      const { code = '', stack } = error as NodeJS.ErrnoException;
      const { failures, wrong } = this.#report;
      if (ALLOWED.has(code)) failures[code] = (failures[code] ?? 0) + 1;
      else wrong.push(`${this.#site.name}: ${stack}`);
    }
  }

  #content(length: number): Buffer {
    return pattern(length, this.#round);
  }

  async #compare(path: string, wanted: Buffer, read: Promise<Buffer>): Promise<void> {
    const found = await read;
    if (!found.equals(wanted)) throw new Error(`${path} holds ${found.length} wrong bytes for ${wanted.length}`);
  }

  async #small(): Promise<void> {
    const path = `${this.#folder}/small`;
    const content = this.#content(4000);
    await this.#smb.writeFile(path, content);
    await this.#compare(path, content, this.#smb.readFile(path));
  }

  async #atomic(): Promise<void> {
    const path = `${this.#folder}/whole`;
    const content = this.#content(100_000);
    await this.#smb.writeFile(path, content, { atomic: true });
    await this.#compare(path, content, this.#smb.readFile(path));
  }

  async #stream(): Promise<void> {
    const path = `${this.#folder}/stream`;
    const content = this.#content(600_000);
    const pieces = Array.from({ length: 6 }, (_, i) => content.subarray(i * 100_000, (i + 1) * 100_000));
    await pipeline(pieces, this.#smb.createWriteStream(path));
    await this.#compare(path, content, buffer(this.#smb.createReadStream(path)));
  }

  async #handle(): Promise<void> {
    const path = `${this.#folder}/handle`;
    const file = await this.#smb.promises.open(path, 'w+');
    try {
      const content = this.#content(50_000);
      await file.write(content, 0, content.length, 0);
      await file.sync();
      await this.#compare(path, content, file.readFile());
    } finally {
      await file.close();
    }
  }

  async #names(): Promise<void> {
    const [from, to] = [`${this.#folder}/from`, `${this.#folder}/to`];
    await this.#smb.writeFile(from, 'moved');
    await this.#smb.rename(from, to);
    await this.#smb.stat(to);
    await this.#smb.unlink(to);
  }

  async #listing(): Promise<void> {
    await this.#smb.readdir(this.#folder, { withFileTypes: true });
    await this.#smb.rm(this.#folder, { recursive: true, force: true });
  }
}

/** How much larger the median of the last third is than that of the first: 0.05 is five percent. */
export function growth(values: readonly number[]): number {
  const third = Math.floor(values.length / 3);
  if (third === 0) return 0;
  return median(values.slice(-third)) / median(values.slice(0, third)) - 1;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
