/** Measures several contestants in turn, round by round, so that a disturbance of the machine hits all of them. */
import { type Summary, summarise } from './summary.ts';

export interface Sample {
  readonly seconds: number;
  /** Bytes or operations. */
  readonly amount: number;
  /** Seconds of processor time that the client used, where it can be told. */
  readonly cpu?: number;
}

export interface Contestant {
  readonly name: string;
  measure(): Promise<Sample>;
}

export interface Result {
  readonly contestant: string;
  /** Amount a second; undefined when it failed. */
  readonly rate: Summary | undefined;
  /** Processor seconds for each unit of the amount. */
  readonly cpu: Summary | undefined;
  readonly error: string | undefined;
}

/**
 * `rounds` samples of each, after one that does not count. The order changes from round to round; a contestant that fails is
 * not asked again.
 */
export async function race(contestants: readonly Contestant[], rounds: number): Promise<Result[]> {
  const lanes = contestants.map((contestant) => ({
    contestant,
    samples: [] as Sample[],
    error: undefined as string | undefined,
  }));
  for (let round = 0; round <= rounds; round++) {
    for (let turn = 0; turn < lanes.length; turn++) {
      const lane = lanes[(turn + round) % lanes.length];
      if (lane === undefined || lane.error !== undefined) continue;
      try {
        const sample = await lane.contestant.measure();
        if (round > 0) lane.samples.push(sample);
      } catch (error) {
        lane.error = error instanceof Error ? error.message : String(error);
      }
    }
  }
  return lanes.map(({ contestant, samples, error }) => ({
    contestant: contestant.name,
    rate: samples.length === 0 ? undefined : summarise(samples.map(({ amount, seconds }) => amount / seconds)),
    cpu: cpuOf(samples),
    error,
  }));
}

function cpuOf(samples: readonly Sample[]): Summary | undefined {
  const costs = samples.flatMap(({ cpu, amount }) => (cpu === undefined || amount === 0 ? [] : [cpu / amount]));
  return costs.length === 0 ? undefined : summarise(costs);
}

/** Times `work` in this process: what it did, in how many seconds, with how much processor time. */
export async function timed(work: () => Promise<number>): Promise<Sample> {
  const usage = process.cpuUsage();
  const start = performance.now();
  const amount = await work();
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(usage);
  return { seconds, amount, cpu: (user + system) / 1e6 };
}
