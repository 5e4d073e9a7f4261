/** The worker's own module: a file system of its own, which does what its owner asks for. */
import { workerData } from 'node:worker_threads';
import { ShareConnection } from '../../manager/share-connection.ts';
import { FileSystem } from '../file-system.ts';
import {
  BEAT,
  BEAT_INTERVAL,
  type FromWorker,
  type Request,
  SIGNAL,
  type ToWorker,
  type WorkerInit,
} from './protocol.ts';
import { packError } from './wire-errors.ts';
import { unpackOptions } from './wire-options.ts';
import { packResult } from './wire-values.ts';
import { WorkerCalls } from './worker-calls.ts';

const { control, port, options } = workerData as WorkerInit;
const numbers = new Int32Array(control);
const resolved = unpackOptions(options);
/** What relative paths start at: what the owner's `process.cwd()` was with the last call. */
let directory = '/';
const fs = new FileSystem(resolved, new ShareConnection(resolved.settings), () => directory);
const calls = new WorkerCalls(fs);
/** Those that can be given up. */
const abortable = new Map<number, AbortController>();
let running = 0;
let beats: NodeJS.Timeout | undefined;

function send(message: FromWorker, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
  Atomics.add(numbers, SIGNAL, 1);
  Atomics.notify(numbers, SIGNAL);
}

/** Says from time to time that work goes on, as long as there is any. */
function beat(): void {
  Atomics.add(numbers, BEAT, 1);
}

async function answer(request: Request): Promise<void> {
  const { id, abortable: canAbort } = request;
  directory = request.directory ?? directory;
  const abort = canAbort ? new AbortController() : undefined;
  if (abort) abortable.set(id, abort);
  if (running++ === 0) beats = setInterval(beat, BEAT_INTERVAL);
  try {
    const tell = (news: unknown): void => send({ id, news });
    const { value, transfer } = packResult(await calls.call(request, abort?.signal, tell));
    send({ id, result: value, position: calls.positionAfter(request) }, transfer);
  } catch (error) {
    send({ id, error: packError(error), position: calls.positionAfter(request) });
  } finally {
    abortable.delete(id);
    if (--running === 0) clearInterval(beats);
  }
}

port.on('message', (message: ToWorker) => {
  if ('abort' in message) abortable.get(message.abort)?.abort();
  else void answer(message);
});

process.on('uncaughtException', (error) => {
  send({ failure: packError(error) });
  process.exit(1);
});

send({ started: true });
