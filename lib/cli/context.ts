/** What every command is given: where it prints, when it stops, and the shares it works on. */
import { missingShare } from '../diagnosis/failure.ts';
import { userInWords } from '../diagnosis/user-in-words.ts';
import { formatSmbUrl, SmbFs, type SmbFsOptions } from '../index.ts';
import { type ConnectionOptions, locate } from './connection-options.ts';
import { EXIT_NOT_FOUND } from './exit-codes.ts';
import { Failure, type FailureReport, reportOf, storyOf } from './failure.ts';
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
  /** Who logs on, in words. */
  readonly user: string;
  /** The URL of `path`, or of another one on this share, to be shown: without user and password. */
  url(path?: string): string;
  /** A connection of its own to the same share, for who must clean up after `smb` was dropped: it is the caller's to close. */
  again(): SmbFs;
}

export interface OpenOptions {
  /**
   * The command cleans up on the share when it is stopped: the connection stays. Otherwise it is dropped, and what runs on it
   * is rejected. Default: false.
   */
  readonly cleansUp?: boolean;
  /** False leaves connecting to the first operation. Default: true. */
  readonly connect?: boolean;
}

interface Share {
  readonly smb: SmbFs;
  readonly cleansUp: boolean;
  connected?: Promise<void>;
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
  readonly #shares: Map<string, Share> = new Map();
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
  async open(url: string, { cleansUp = false, connect = true }: OpenOptions = {}): Promise<Target> {
    this.#password ??= passwordFromOptions(this.options, this.signal);
    const { path, ...rest } = await locate(url, this.options, await this.#password, this.signal);
    const options = { ...rest, path: '/' };
    const share = this.#share(options, cleansUp);
    if (connect) {
      share.connected ??= this.#connect(share, options);
      await share.connected;
    }
    return {
      smb: share.smb,
      path,
      user: userInWords(rest),
      url: (other = path) => formatSmbUrl({ host: rest.host, port: rest.port, share: rest.share, path: other }),
      again: () => new SmbFs(options),
    };
  }

  /** What is told of a failure; the command's exit code will be that of the first one. */
  failed(error: unknown): FailureReport {
    const report = reportOf(error);
    this.exitCode ||= report.exitCode;
    return { ...report, message: this.#redact(report.message) };
  }

  /** Tells of a failure on standard error, and notes it as `failed` does. */
  async report(error: unknown): Promise<void> {
    const report = this.failed(error);
    if (this.json) {
      await this.err.line(JSON.stringify({ error: report }));
    } else {
      await this.err.line(`${this.err.style('red', 'error:')} ${report.message}`);
      if (report.hint !== undefined) await this.err.line(`${this.err.style('cyan', 'hint:')} ${report.hint}`);
    }
    await this.story(error);
  }

  /** The whole story of a failure, on standard error, where it is wanted. */
  async story(error: unknown): Promise<void> {
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
    const left = await Promise.allSettled([...this.#shares.values()].map((share) => this.#leave(share)));
    const { aborted } = this.signal;
    await Promise.all([this.out.end(), this.err.end()]);
    if (!aborted) this.signal.throwIfAborted();
    const failed = left.find((result) => result.status === 'rejected');
    if (failed && this.exitCode === 0) throw failed.reason;
  }

  #share(options: SmbFsOptions, cleansUp: boolean): Share {
    const key = JSON.stringify(options);
    const known = this.#shares.get(key);
    if (known) return known;
    const share = { smb: new SmbFs(options), cleansUp };
    this.#shares.set(key, share);
    if (!cleansUp) {
      this.signal.addEventListener('abort', () => share.smb.destroy(this.signal.reason as Stop), { once: true });
    }
    return share;
  }

  async #connect({ smb }: Share, options: SmbFsOptions): Promise<void> {
    try {
      await smb.connect({ signal: this.signal });
    } catch (error) {
      throw connectFailure(error, options);
    }
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
export function connectFailure(error: unknown, server: Pick<SmbFsOptions, 'host' | 'share'>): unknown {
  const message = missingShare(error, server);
  if (message === undefined) return error;
  return new Failure(EXIT_NOT_FOUND, message, {
    cause: error,
    hint: `\`smbfs shares smb://${server.host}\` lists the shares of this server`,
  });
}
