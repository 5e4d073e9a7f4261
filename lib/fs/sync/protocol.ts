/** What the worker that does synchronous calls and its owner tell each other. */
import type { MessagePort } from 'node:worker_threads';
import type { CredentialsInit } from '../options/credentials.ts';
import type { ResolvedOptions } from '../options/options.ts';
import type { WireError } from './wire-errors.ts';

/** Shared memory, as 32-bit numbers. The worker counts up SIGNAL whenever it has sent something: the owner sleeps on it. */
export const SIGNAL = 0;
/** The worker counts this up while it works: it is alive. */
export const BEAT = 1;
export const CONTROL_BYTES = 8;

/** Milliseconds between two beats of a worker that has something to do. */
export const BEAT_INTERVAL = 500;

/** What a worker is started with. */
export interface WorkerInit {
  /** The module to run. */
  readonly module: string;
  readonly control: SharedArrayBuffer;
  readonly port: MessagePort;
  readonly options: WireOptions;
}

/** Options as they cross: credentials are no plain object. */
export interface WireOptions {
  readonly resolved: ResolvedOptions;
  readonly user: CredentialsInit | undefined;
}

/** A call of an operation, or of one of the worker's own. */
export interface Request {
  readonly id: number;
  readonly name: string;
  readonly args: readonly unknown[];
  /** The call can be given up with an `AbortRequest`. */
  readonly abortable: boolean;
  /** The open file that the call is about, and where in it the owner is. */
  readonly file: FilePlace | undefined;
  /** What relative paths start at, where that is for the owner's thread to say. */
  readonly directory: string | undefined;
}

export interface FilePlace {
  /** The worker's own descriptor. */
  readonly handle: number;
  readonly position: number;
}

export interface AbortRequest {
  readonly abort: number;
}

export interface Reply {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: WireError | undefined;
  /** Where in the file the call has left its owner. */
  readonly position?: number | undefined;
}

/** What happens while a call goes on that its owner follows. */
export interface News {
  readonly id: number;
  readonly news: unknown;
}

/** The worker could not start, or ends because of an error that nobody handles. */
export interface Failure {
  readonly failure: WireError | FailureText;
}

/** What the first lines of a worker can say before anything of this package is loaded. */
export interface FailureText {
  readonly text: string;
}

export interface Started {
  readonly started: true;
}

export type FromWorker = Reply | News | Failure | Started;
export type ToWorker = Request | AbortRequest;
