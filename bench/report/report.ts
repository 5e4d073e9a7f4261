/** What a benchmark found, ready to be printed, plotted and stored. */
import { cpus, release, totalmem, type } from 'node:os';
import type { Unit } from '../cases/case.ts';
import type { Result } from '../rounds/rounds.ts';

/** One thing that was measured, with the figures of everybody who took part. */
export interface Row {
  readonly group: string;
  readonly name: string;
  readonly unit: Unit;
  readonly results: readonly Result[];
}

/** Rows that were measured under the same circumstances. */
export interface Section {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** Counts instead of rates: how often a client waits for the server, say. */
export interface Tally {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly { readonly name: string; readonly counts: readonly (number | undefined)[] }[];
}

export interface Report {
  readonly title: string;
  readonly started: string;
  readonly machine: string;
  readonly rounds: number;
  readonly sections: readonly Section[];
  readonly tallies: readonly Tally[];
}

/** Without its name: processors, memory, system, Node. */
export function describeMachine(): string {
  const [first] = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return `${cpus().length} × ${first?.model.trim() ?? 'unknown processor'}, ${memory}, ${type()} ${release()}, Node ${process.versions.node}`;
}
