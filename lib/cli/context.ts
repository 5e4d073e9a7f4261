/** What every command is given: where it prints, when it stops, and the shares it works on. */
import { formatSmbUrl, SmbFs, type SmbFsOptions } from '../index.ts';
import { type ConnectionOptions, locate } from './connection-options.ts';
import { EXIT_NOT_FOUND } from './exit-codes.ts';
import { Failure, reportOf, storyOf } from './failure.ts';
import type { Output } from './output.ts';
import { passwordFromOptions } from './password.ts';
import { redactor } from './secrets.ts';
import type { Stop } from './stop.ts';

/** Options that every command has. */
export interface CommonOptions extends ConnectionOptions {
  readonly json?: boolean;
  readonly verbose?: boolean;
}

/** A place on a share that a URL names. */
export interface Target {
  readonly smb: SmbFs;
  /** From the root of the share, which is the root of `smb`. */
  readonly path: string;
  /** The URL of `path`, or of another one on this share, to be shown: without user and password. */
  url(path?: string): string;
}

export interface OpenOptions {
  /**
   * The command cleans up on the share when it is stopped: the connection stays. Otherwise it is dropped, and what runs on it
   * is rejected. Default: false.
   */
  readonly cleansUp?: boolean;
}

interface Share {
  readonly smb: SmbFs;
  readonly cleansUp: boolean;
}

/** Milliseconds that leaving a share may take. */
const LEAVE_PATIENCE = 3000;

export class Context {
  /** Standard output: results, and nothing else. */
  readonly out: Output;
  /** Standard error: errors, warnings, progress. */
  readonly err: Output;
  /** Aborts when the command is to stop; the reason is a `Stop`. */
  readonly signal: AbortSignal;
  readonly options: CommonOptions;
  /** Of the first failure; 0 without one. */
  exitCode = 0;
  readonly #redact: (text: string) => string = redactor(process.argv);
  readonly #shares: Map<string, Promise<Share>> = new Map();
  #password: Promise<string | undefined> | undefined;

  constructor(out: Output, err: Output, signal: AbortSignal, options: CommonOptions) {
    this.out = out;
    this.err = err;
    this.signal = signal;
    this.options = options;
  }

  /** Results are wanted as JSON. */
  get json(): boolean {
    return this.options.json === true;
  }

  /**
   * Connects to the share of a URL, once for all URLs of the same share, and resolves when the server has let the user in. The
   * command's end closes it.
   */
  async open(url: string, { cleansUp = false }: OpenOptions = {}): Promise<Target> {
    this.#password ??= passwordFromOptions(this.options, this.signal);
    const { path, ...options } = await locate(url, this.options, await this.#password, this.signal);
    const key = JSON.stringify(options);
    let share = this.#shares.get(key);
    if (!share) {
      share = this.#connect(options, cleansUp);
      this.#shares.set(key, share);
    }
    const { smb } = await share;
    const { host, port, share: name } = options;
    return { smb, path, url: (other = path) => formatSmbUrl({ host, port, share: name, path: other }) };
  }

  /** Tells of a failure on standard error; the command's exit code will be that of the first one. */
  async report(error: unknown): Promise<void> {
    const { code, ntstatus, hint, exitCode, ...report } = reportOf(error);
    const message = this.#redact(report.message);
    this.exitCode ||= exitCode;
    if (this.json) {
      await this.err.line(JSON.stringify({ error: { message, code, ntstatus, hint, exitCode } }));
    } else {
      await this.err.line(`${this.err.style('red', 'error:')} ${message}`);
      if (hint !== undefined) await this.err.line(`${this.err.style('cyan', 'hint:')} ${hint}`);
    }
    if (this.options.verbose) await this.err.line(this.err.style('dim', this.#redact(storyOf(error))));
  }

  /** Does `work` for each item in turn: one that fails is reported, and the others are done all the same. */
  async each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
    for (const item of items) {
      try {
        await work(item);
      } catch (error) {
        this.signal.throwIfAborted();
        await this.report(error);
      }
    }
  }

  /** A line on standard error that is no error. */
  async warn(text: string): Promise<void> {
    await this.err.line(`${this.err.style('yellow', 'warning:')} ${text}`);
  }

  /** Leaves all shares. */
  async close(): Promise<void> {
    const left = await Promise.allSettled([...this.#shares.values()].map(async (share) => this.#leave(await share)));
    await Promise.all([this.out.flush(), this.err.flush()]);
    const failed = left.find((result) => result.status === 'rejected');
    if (failed && this.exitCode === 0) throw failed.reason;
  }

  async #connect(options: SmbFsOptions, cleansUp: boolean): Promise<Share> {
    const smb = new SmbFs({ ...options, path: '/' });
    const share = { smb, cleansUp };
    if (!cleansUp) {
      const drop = (): void => smb.destroy(this.signal.reason as Stop);
      this.signal.addEventListener('abort', drop, { once: true });
    }
    try {
      await smb.connect({ signal: this.signal });
    } catch (error) {
      smb.destroy();
      throw connectFailure(error, options);
    }
    return share;
  }

  async #leave({ smb, cleansUp }: Share): Promise<void> {
    if (this.signal.aborted && !cleansUp) return smb.destroy(this.signal.reason as Stop);
    const timer = setTimeout(() => smb.destroy(), LEAVE_PATIENCE);
    try {
      await smb.close();
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Node has no words for a share that is not there. */
function connectFailure(error: unknown, { host, share }: SmbFsOptions): unknown {
  if (reportOf(error).ntstatus !== 'STATUS_BAD_NETWORK_NAME') return error;
  return new Failure(EXIT_NOT_FOUND, `${host} has no share ${share}`, {
    cause: error,
    hint: `\`smbfs shares smb://${host}\` lists the shares of this server`,
  });
}
