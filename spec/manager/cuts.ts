/** Interrupts every operation at every message, and looks at what it has left behind and what it said of that. */
import * as nodeFs from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { SmbFs } from '../../lib/index.ts';
import { type Cut, type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import type { Samba } from '../support/samba.ts';
import type { CutStep } from './cut-script.ts';

/** Milliseconds in which whatever was interrupted must have come to an end. */
const DEADLINE = 20_000;

export interface CutReport {
  /** Places at which a connection was cut. */
  points: number;
  /** Operations that succeeded nevertheless. */
  recovered: number;
  /** Operations that said that nobody can know. */
  unknown: number;
  /** Operations that failed, and had not been done. */
  failed: number;
  /** What went wrong: hangs, wrong results, and wrong contents. */
  readonly faults: string[];
}

export interface CutOptions {
  /** Parameters of the share's URL. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** The share. Default: `share`. */
  readonly share?: string;
  /** Which places: given a step's number of messages. Default: all of them, before and inside. */
  readonly places?: (messages: number) => ReadonlyArray<readonly [at: readonly number[], how: Cut]>;
}

/** All messages, each cut off before it and in the middle of it. */
export function everywhere(messages: number): Array<readonly [at: readonly number[], how: Cut]> {
  const numbers = Array.from({ length: messages }, (_, i) => i);
  return numbers.flatMap((at) => [[[at], 'before'] as const, [[at], 'inside'] as const]);
}

/** As `everywhere`, but before messages only, and a second time while the connection is being made anew, or soon after. */
export function twice(messages: number): Array<readonly [at: readonly number[], how: Cut]> {
  const numbers = Array.from({ length: messages }, (_, i) => i);
  return numbers.map((at) => [[at, at + 1 + (at % 12)], 'before'] as const);
}

/** Runs the steps, each as often as there are places to cut it at, against a share of `samba`. */
export async function cutThrough(
  samba: Samba,
  steps: readonly CutStep[],
  { parameters = {}, share = 'share', places = everywhere }: CutOptions = {},
): Promise<CutReport> {
  const report: CutReport = { points: 0, recovered: 0, unknown: 0, failed: 0, faults: [] };
  const proxy = await startFaultProxy(samba);
  const smb = new SmbFs(proxy.through(samba.url(share, parameters)));
  try {
    await smb.connect();
    for (const step of steps) await new Interrupted(samba, share, proxy, smb, step, report).everywhere(places);
  } finally {
    proxy.watch();
    await smb.close().catch(() => smb.destroy());
    await proxy.close();
  }
  return report;
}

/** What an operation has come to. */
type Outcome = { readonly value: unknown } | { readonly error: Error & { readonly code?: string } };

class Interrupted {
  readonly #samba: Samba;
  readonly #folder: string;
  readonly #proxy: FaultProxy;
  readonly #smb: SmbFs;
  readonly #step: CutStep;
  readonly #report: CutReport;

  constructor(samba: Samba, share: string, proxy: FaultProxy, smb: SmbFs, step: CutStep, report: CutReport) {
    this.#samba = samba;
    this.#folder = samba.folder(share);
    this.#proxy = proxy;
    this.#smb = smb;
    this.#step = step;
    this.#report = report;
  }

  async everywhere(places: NonNullable<CutOptions['places']>): Promise<void> {
    const before = this.#prepare();
    this.#proxy.watch();
    const clean = await this.#run();
    const { messages } = this.#proxy;
    if ('error' in clean) throw new Error(`${this.#step.name} fails by itself`, { cause: clean.error });
    const after = this.#look();
    for (const [at, how] of places(messages)) {
      if (!this.#step.onlyReads) this.#prepare();
      // What was lost before is not to be what is cut now.
      await this.#smb.connect();
      const { cuts } = this.#proxy;
      this.#proxy.cutAt(at, how);
      const outcome = await this.#run();
      this.#report.points += this.#proxy.cuts - cuts;
      this.#proxy.watch();
      const fault = this.#judge(outcome, clean.value, before, after);
      if (fault) this.#report.faults.push(`${this.#step.name}, cut ${how} message ${at} of ${messages}: ${fault}`);
    }
  }

  /** Empties the share and makes what the step needs; the answer is what it looks like then. */
  #prepare(): string[] {
    for (const name of nodeFs.readdirSync(this.#folder)) nodeFs.rmSync(join(this.#folder, name), { recursive: true });
    this.#step.prepare?.(this.#folder);
    for (const name of nodeFs.readdirSync(this.#folder)) this.#samba.give(join(this.#folder, name));
    return this.#look();
  }

  async #run(): Promise<Outcome> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Outcome>((resolve) => {
      timer = setTimeout(() => resolve({ error: new Error(`nothing settled within ${DEADLINE} ms`) }), DEADLINE);
    });
    const outcome = this.#step.run(this.#smb).then(
      (value): Outcome => ({ value }),
      (error: Error): Outcome => ({ error }),
    );
    const first = await Promise.race([outcome, late]);
    clearTimeout(timer);
    return first;
  }

  /** What is wrong; undefined when nothing is. */
  #judge(outcome: Outcome, wanted: unknown, before: string[], after: string[]): string | undefined {
    const report = this.#report;
    const now = this.#look();
    const isDone = isDeepStrictEqual(now, after);
    if ('value' in outcome) {
      report.recovered++;
      if (!isDeepStrictEqual(outcome.value, wanted)) return 'another result';
      return isDone ? undefined : `it says that it succeeded, and left ${now}`;
    }
    const { error } = outcome;
    if (error.code === 'ERR_SMB_OUTCOME_UNKNOWN') {
      report.unknown++;
      const isWhole = isDone || isDeepStrictEqual(now, before);
      return isWhole || this.#step.composite ? undefined : `unknown, and neither before nor after: ${now}`;
    }
    report.failed++;
    return error.code === 'ECONNRESET' && isDeepStrictEqual(now, before) ? undefined : `${error.stack}\nleft ${now}`;
  }

  /** Everything in the share's folder: names, kinds, permissions, contents, and times that were set. */
  #look(): string[] {
    const { random } = this.#step;
    const names = nodeFs.readdirSync(this.#folder, { recursive: true, encoding: 'utf8' }).sort();
    const entries = names.map((name) => {
      const path = join(this.#folder, name);
      const stats = nodeFs.lstatSync(path, { throwIfNoEntry: false });
      if (!stats) return undefined;
      const content = stats.isFile() ? fingerprint(nodeFs.readFileSync(path)) : 'folder';
      const time = stats.mtimeMs < 10_000 ? stats.mtimeMs : 'now';
      const writable = (stats.mode & 0o200) !== 0;
      return `${random ? name.replace(random, '*') : name} ${content} ${time} ${writable} ${stats.nlink}`;
    });
    // What was asked for over a connection that was cut may still be being done.
    return entries.includes(undefined) ? this.#look() : entries.filter((entry) => entry !== undefined);
  }
}

function fingerprint(content: Buffer): string {
  let hash = 0;
  for (let at = 0; at < content.length; at++) hash = (Math.imul(hash, 31) + (content[at] ?? 0)) | 0;
  return `${content.length} bytes ${hash}`;
}
