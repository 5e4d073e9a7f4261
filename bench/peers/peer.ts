/** A client that takes part. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Sample } from '../rounds/rounds.ts';
import { type Target, type Task, type TaskKind, taskArguments } from './task.ts';

const run = promisify(execFile);

export interface Peer {
  readonly name: string;
  /** What it can do; with only one request at a time, unless `parallel`. */
  readonly kinds: ReadonlySet<TaskKind>;
  readonly parallel: boolean;
  readonly transports: ReadonlySet<Target['transport']>;
  /** Throws, with the reason, when the client cannot be had on this machine. */
  prepare(): Promise<void>;
  measure(task: Task, target: Target): Promise<Sample>;
}

export const DIRECT: ReadonlySet<Target['transport']> = new Set(['directtcp']);
export const BOTH: ReadonlySet<Target['transport']> = new Set(['directtcp', 'netbios']);

/** Without an answer for so long, a client has failed. */
const DEADLINE_MS = 180_000;

/** Runs a program to its end; resolves with what it printed, rejects with its last word. */
export async function execute(file: string, args: readonly string[], environment: NodeJS.ProcessEnv): Promise<string> {
  try {
    const options = { env: { ...process.env, ...environment }, timeout: DEADLINE_MS, maxBuffer: 64 * 1024 * 1024 };
    return (await run(file, args, options)).stdout;
  } catch (cause) {
    const { stderr, killed, message } = cause as Error & { stderr?: string; killed?: boolean };
    throw new Error(killed ? `no answer within ${DEADLINE_MS / 1000} s` : lastWord(stderr) || message, { cause });
  }
}

/** The error that Node prints when a process dies of it, or else the last line. */
function lastWord(stderr = ''): string | undefined {
  const lines = stderr.trim().split('\n');
  return lines.find((line) => /^\w*Error\b.*:/.test(line)) ?? lines.at(-1);
}

/** A program of this folder that does a task and prints its sample: `HOST PORT TRANSPORT`, then the task's arguments. */
export async function runProgram(
  command: readonly string[],
  task: Task,
  { host, port, transport, user, password }: Target,
  environment: NodeJS.ProcessEnv = {},
): Promise<Sample> {
  const [file = '', ...args] = command;
  const printed = await execute(file, [...args, host, String(port), transport, ...taskArguments(task)], {
    ...environment,
    BENCH_USER: user,
    BENCH_PASSWORD: password,
  });
  return JSON.parse(printed) as Sample;
}
