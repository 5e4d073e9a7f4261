/** The command as users have it: built, and run in processes of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { installBuiltPackage } from '../support/built-package.ts';

export interface Ended {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What it finds on standard input. */
  readonly input?: string;
}

/** A process of the command, and what it has printed so far. */
export interface Running {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  /** Resolves when standard output holds `text`, or when it ends. */
  printed(text: string): Promise<void>;
  readonly ended: Promise<Ended>;
}

/** The environment of the specs, without what says who logs on, and with ann's password. */
const ENVIRONMENT = { AUTH_USERNAME: 'ann', AUTH_PASSWORD: 's3cret', NO_COLOR: '1', FORCE_COLOR: undefined };

export class BuiltCli {
  /** What Node is to run. */
  readonly main: string;

  /** Builds the package, which takes some seconds. */
  static async build(): Promise<BuiltCli> {
    return new BuiltCli(await installBuiltPackage());
  }

  private constructor(folder: string) {
    this.main = join(folder, 'node_modules', 'smbfs', 'dist', 'cli', 'main.js');
  }

  /** Runs it to its end. As ann, unless `env` says otherwise. */
  run(args: readonly string[], options?: RunOptions): Promise<Ended> {
    return this.start(args, options).ended;
  }

  start(args: readonly string[], { env = {}, input = '' }: RunOptions = {}): Running {
    const child = spawn(process.execPath, [this.main, ...args], {
      env: { ...process.env, ...ENVIRONMENT, ...env },
      stdio: 'pipe',
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    // It may end without reading.
    child.stdin.on('error', () => {}).end(input);
    const ended = once(child, 'close').then(([code]): Ended => ({ code: code as number | null, stdout, stderr }));
    const printed = async (text: string): Promise<void> => {
      while (!stdout.includes(text)) {
        const ends = await Promise.race([once(child.stdout, 'data').then(() => false), ended.then(() => true)]);
        if (ends) return;
      }
    };
    return { child, stdout: () => stdout, printed, ended };
  }
}
