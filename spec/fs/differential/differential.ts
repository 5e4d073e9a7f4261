/** Runs random programs on node:fs in a temporary folder and on a share, step by step, and compares. */
import { deepStrictEqual } from 'node:assert';
import * as nodeFs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { SmbFs } from '../../../lib/index.ts';
import { knownDifferences } from './known-differences.ts';
import { Machine } from './machine.ts';
import { describeStep, programs, type Step } from './steps.ts';

export interface DifferentialResult {
  readonly programs: number;
  readonly steps: number;
  /** How often each known difference has ended a program, by its reason. */
  readonly known: ReadonlyMap<string, number>;
}

export interface DifferentialOptions {
  readonly runs: number;
  readonly seed: number;
}

/** Runs programs; throws what the smallest one with an unknown difference does. */
export async function differential(smb: SmbFs, { runs, seed }: DifferentialOptions): Promise<DifferentialResult> {
  const known = new Map<string, number>();
  const counts = { programs: 0, steps: 0 };
  const property = fc.asyncProperty(programs, async (program) => {
    const folder = nodeFs.mkdtempSync(join(tmpdir(), 'smbfs-node-'));
    const dir = `/p${counts.programs++}`;
    await smb.mkdir(dir);
    const machines = [new Machine(nodeFs, folder), new Machine(smb.fs, dir)] as const;
    try {
      counts.steps += await compare(program, machines, (reason) => known.set(reason, (known.get(reason) ?? 0) + 1));
    } finally {
      for (const machine of machines) await machine.end();
      nodeFs.rmSync(folder, { recursive: true, force: true });
      await smb.rm(dir, { recursive: true, force: true });
    }
  });
  await fc.assert(property, { numRuns: runs, seed });
  return { ...counts, known };
}

/** Resolves with the steps taken: all of them, or those before a known difference, which makes different trees. */
async function compare(
  program: readonly Step[],
  [node, share]: readonly [Machine, Machine],
  isKnown: (reason: string) => void,
): Promise<number> {
  const history: string[] = [];
  const check = (what: string, expected: unknown, actual: unknown): void => {
    try {
      deepStrictEqual(actual, expected);
    } catch (error) {
      throw new Error(`${what} differs\n${(error as Error).message}\nafter\n  ${history.join('\n  ')}`);
    }
  };
  for (const [index, step] of program.entries()) {
    const open = node.openPaths;
    const [expected, actual] = [await node.take(step), await share.take(step)];
    const difference = { step, node: expected, share: actual, open };
    history.push(describeStep(step));
    try {
      check(describeStep(step), expected, actual);
    } catch (error) {
      const found = knownDifferences.find((one) => one.matches(difference));
      if (!found) throw error;
      isKnown(found.reason);
      return index;
    }
  }
  check('closing', await node.end(), await share.end());
  check('the tree', await node.tree(), await share.tree());
  return program.length;
}

/** As whom programs run: the kernel lets root do what nobody else may. */
const NOBODY = 65_534;

/** Runs `body` without the rights of root, which the file system on this machine would heed; `smb` is ready by then. */
export async function unprivileged<T>(smb: SmbFs, body: () => Promise<T>): Promise<T> {
  // Nobody may not be let to where the worker's modules are.
  smb.existsSync('/');
  if (process.getuid?.() !== 0) return body();
  process.setegid?.(NOBODY);
  process.seteuid?.(NOBODY);
  try {
    return await body();
  } finally {
    process.seteuid?.(0);
    process.setegid?.(0);
  }
}
