/** The way to the worker and back: calls that sleep until their answer is there, and calls that do not. */
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { onAbort } from '../../connection/on-abort.ts';
import { ConnectionError, SmbError } from '../../errors.ts';
import type { ResolvedOptions } from '../options/options.ts';
import {
  BEAT,
  CONTROL_BYTES,
  type Failure,
  type FilePlace,
  type FromWorker,
  type Reply,
  type Request,
  SIGNAL,
  type ToWorker,
  type WorkerInit,
} from './protocol.ts';
import { unpackError } from './wire-errors.ts';
import { packOptions } from './wire-options.ts';

/** A call to be made. */
export interface BridgeCall {
  readonly name: string;
  readonly args: readonly unknown[];
  /** Memory that is handed over. */
  readonly transfer?: readonly ArrayBuffer[] | undefined;
  readonly file?: FilePlace | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Milliseconds of one sleep; how long a worker has been quiet is counted in sleeps, in which this process was there. */
const SLEEP = 1000;

/** What becomes of a call. */
export interface Waiting {
  done(reply: Reply): void;
  failed(error: unknown): void;
  /** What happens while it goes on. */
  readonly told?: (news: unknown) => void;
}

export interface BridgeOptions {
  /** Where the worker's module is. Default: beside this one. */
  readonly module?: string | undefined;
  /** Sleeps without a sign of life after which a worker that has started is given up. */
  readonly quiet?: number | undefined;
  /** Sleeps that a worker may take to start. */
  readonly start?: number | undefined;
}

const QUIET = 15;
const START = 30;

/**
 * What a worker runs first. It reports what keeps the rest from being loaded; it is right as either kind of module, as a
 * program's own flags decide which it is.
 */
const BOOTSTRAP = `import('node:worker_threads').then(({ workerData: { module, control, port } }) =>
  import(module).catch((error) => {
    port.postMessage({ failure: { text: String(error?.stack ?? error) } });
    const numbers = new Int32Array(control);
    Atomics.add(numbers, ${SIGNAL}, 1);
    Atomics.notify(numbers, ${SIGNAL});
  }));`;

/** The worker's module, as this one came: built, as TypeScript that node reads, or as TypeScript that needs a loader. */
function workerModule(): string {
  const sources = import.meta.url.endsWith('.ts');
  const name = sources ? (process.features.typescript ? 'worker.ts' : 'worker-unbuilt.mjs') : 'worker.js';
  return new URL(name, import.meta.url).href;
}

export class WorkerBridge {
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #control: Int32Array;
  /** Relative paths start at the process's working directory, which only this thread knows. */
  readonly #isMounted: boolean;
  readonly #quiet: number;
  readonly #start: number;
  /** Who waits for an answer, asleep or not. */
  readonly #waiting = new Map<number, Waiting>();
  /** Those of them that are not asleep: they keep the process alive. */
  #awake = 0;
  #nextId = 1;
  #started = false;
  #ended: Error | undefined;

  constructor(options: ResolvedOptions, { module, quiet, start }: BridgeOptions = {}) {
    this.#isMounted = options.mountPoint !== undefined;
    this.#quiet = quiet ?? QUIET;
    this.#start = start ?? START;
    const control = new SharedArrayBuffer(CONTROL_BYTES);
    this.#control = new Int32Array(control);
    const { port1, port2 } = new MessageChannel();
    const workerData: WorkerInit = {
      module: module ?? workerModule(),
      control,
      port: port2,
      options: packOptions(options),
    };
    this.#port = port1;
    this.#worker = new Worker(BOOTSTRAP, {
      eval: true,
      name: 'smbfs',
      workerData,
      transferList: [port2],
      // A program's preloads are not for this thread, and warnings about arguments were given in the caller's.
      execArgv: ['--no-warnings'],
    });
    this.#worker.on('error', (error: unknown) => this.#end(error instanceof Error ? error : undefined));
    this.#worker.on('exit', () => this.#end());
    this.#worker.unref();
    port1.on('message', (message: FromWorker) => this.#receive(message));
    port1.unref();
  }

  /** Why no call can be made any more. */
  get ended(): Error | undefined {
    return this.#ended;
  }

  /** Makes a call and sleeps until it has been answered. Throws what the call fails with, or that the worker is gone. */
  callAndSleep(call: BridgeCall): Reply {
    let answer: Reply | undefined;
    let failure: unknown;
    this.#send(call, {
      done: (reply) => {
        answer = reply;
      },
      failed: (error) => {
        failure = error;
      },
    });
    this.sleepUntil(() => answer !== undefined || failure !== undefined);
    if (!answer) throw failure;
    return answer;
  }

  /** Makes a call; meanwhile the process stays alive. */
  call(call: BridgeCall): Promise<Reply> {
    const { signal } = call;
    let ignore: (() => void) | undefined;
    let sent = false;
    const answered = new Promise<Reply>((resolve, reject) => {
      const id = this.#send(call, { done: resolve, failed: reject });
      ignore = signal && onAbort(signal, () => this.#post({ abort: id }));
      if (this.#awake++ === 0) this.#port.ref();
      sent = true;
    });
    return answered.finally(() => {
      ignore?.();
      if (!sent) return;
      if (--this.#awake === 0) this.#port.unref();
    });
  }

  /** Makes a call that goes on until its signal is aborted, or it ends by itself; the process may end meanwhile. */
  follow(call: BridgeCall & { readonly signal: AbortSignal }, waiting: Required<Waiting>): void {
    const id = this.#send(call, {
      told: waiting.told,
      done: (reply) => {
        ignore();
        waiting.done(reply);
      },
      failed: (error) => {
        ignore();
        waiting.failed(error);
      },
    });
    const ignore = onAbort(call.signal, () => this.#post({ abort: id }));
  }

  /** Has the worker close its files and log off, and ends it. */
  async close(): Promise<void> {
    if (this.#ended) return;
    try {
      await this.call({ name: 'shutdown', args: [] });
    } finally {
      this.#worker.ref();
      await this.#worker.terminate();
    }
  }

  /** Ends the worker at once; what waits fails with `error`. */
  destroy(error: Error): void {
    this.#end(error);
    this.#worker.terminate().catch(() => {});
  }

  /** Sleeps, but for taking what the worker sends, until `done` says so. */
  sleepUntil(done: () => boolean): void {
    let quiet = 0;
    let lastBeat = Atomics.load(this.#control, BEAT);
    for (;;) {
      const signal = Atomics.load(this.#control, SIGNAL);
      for (let next = receiveMessageOnPort(this.#port); next; next = receiveMessageOnPort(this.#port)) {
        this.#receive(next.message as FromWorker);
      }
      if (done()) return;
      if (Atomics.wait(this.#control, SIGNAL, signal, SLEEP) !== 'timed-out') continue;
      const beat = Atomics.load(this.#control, BEAT);
      quiet = beat === lastBeat ? quiet + 1 : 0;
      lastBeat = beat;
      if (quiet >= (this.#started ? this.#quiet : this.#start)) this.#giveUp(quiet);
    }
  }

  #send({ name, args, transfer = [], file, signal }: BridgeCall, waiting: Waiting): number {
    if (this.#ended) throw this.#ended;
    const id = this.#nextId++;
    const directory = this.#isMounted && args.some(mayBeRelative) ? workingDirectory() : undefined;
    const request: Request = { id, name, args, abortable: signal !== undefined, file, directory };
    this.#post(request, transfer);
    this.#waiting.set(id, waiting);
    return id;
  }

  #post(message: ToWorker, transfer: readonly ArrayBuffer[] = []): void {
    if (!this.#ended) this.#port.postMessage(message, [...transfer]);
  }

  #receive(message: FromWorker): void {
    if ('failure' in message) this.#end(startFailure(message));
    else if ('started' in message) this.#started = true;
    else if ('news' in message) this.#waiting.get(message.id)?.told?.(message.news);
    else this.#settle(message);
  }

  #settle(reply: Reply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (reply.error) waiting?.failed(unpackError(reply.error));
    else waiting?.done(reply);
  }

  #giveUp(sleeps: number): void {
    const what = this.#started ? 'given no sign of life' : 'not started';
    const seconds = (sleeps * SLEEP) / 1000;
    this.destroy(new ConnectionError('ETIMEDOUT', `the worker for synchronous calls has ${what} for ${seconds} s`));
  }

  #end(error: Error = new SmbError('ERR_SMB_WORKER', 'the worker for synchronous calls has ended')): void {
    if (this.#ended) return;
    this.#ended = error;
    this.#port.close();
    for (const { failed } of this.#waiting.values()) failed(error);
    this.#waiting.clear();
  }
}

/** Whether a value may be a path that counts from the working directory; nobody is asked for that without need. */
function mayBeRelative(value: unknown): boolean {
  return typeof value === 'string' ? !value.startsWith('/') : ArrayBuffer.isView(value);
}

/** Undefined where it has been removed. */
function workingDirectory(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

function startFailure({ failure }: Failure): Error {
  if ('kind' in failure) {
    const cause = unpackError(failure);
    return new SmbError('ERR_SMB_WORKER', `the worker for synchronous calls has failed: ${cause.message}`, { cause });
  }
  return new SmbError('ERR_SMB_WORKER', `the worker for synchronous calls did not start: ${failure.text}`);
}
