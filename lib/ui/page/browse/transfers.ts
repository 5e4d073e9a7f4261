/** Files on their way to the share, one after the other. */
import { signal } from '@preact/signals';
import type { ApiError, TicketAnswer } from '../../protocol.ts';
import { ApiFailure, askFor, errorFrom, sendFile } from '../api.ts';
import { connection } from '../connection/connection.ts';
import { announce } from '../parts/announcer.tsx';
import { path, refresh } from './listing.ts';
import { childOf } from './paths.ts';

export interface Transfer {
  readonly id: number;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly sent: number;
  readonly state: 'waiting' | 'sending' | 'taken' | 'done' | 'failed' | 'cancelled';
  readonly error?: ApiError;
}

/** What it takes to send one. */
interface Work {
  readonly id: number;
  readonly file: File;
  readonly connection: string;
  readonly folder: string;
  readonly replace: boolean;
  readonly stop: AbortController;
}

export const transfers = signal<readonly Transfer[]>([]);

const works = new Map<number, Work>();
const queue: Work[] = [];
let isAtWork = false;
let lastId = 0;

/** Sends files into the folder that is shown. */
export function upload(files: Iterable<File>): void {
  const id = connection.value?.id;
  if (id === undefined) return;
  for (const file of files) {
    lastId++;
    const work = { id: lastId, file, connection: id, folder: path.value, replace: false, stop: new AbortController() };
    const { name, size } = file;
    transfers.value = [...transfers.value, { id: lastId, name, size, sent: 0, state: 'waiting' }];
    enqueue(work);
  }
}

/** Says of something that is not sent why. */
export function refuseUpload(name: string, error: ApiError): void {
  lastId++;
  transfers.value = [...transfers.value, { id: lastId, name, size: 0, sent: 0, state: 'failed', error }];
}

/** In the place of the file that has the name. */
export function replace(id: number): void {
  const work = works.get(id);
  if (work) enqueue({ ...work, replace: true });
}

export function cancel(id: number): void {
  works.get(id)?.stop.abort();
  change(id, { state: 'cancelled' });
}

/** Takes those that have come to their end out of sight. */
export function clearEnded(): void {
  transfers.value = transfers.value.filter(({ state }) => state === 'waiting' || state === 'sending');
}

function enqueue(work: Work): void {
  works.set(work.id, work);
  change(work.id, { state: 'waiting' });
  queue.push(work);
  if (!isAtWork) workOff();
}

async function workOff(): Promise<void> {
  isAtWork = true;
  for (let work = queue.shift(); work; work = queue.shift()) {
    if (!work.stop.signal.aborted) await send(work);
  }
  isAtWork = false;
}

async function send({ id, file, connection: to, folder, replace, stop: { signal } }: Work): Promise<void> {
  change(id, { state: 'sending', sent: 0 });
  try {
    const request = { path: childOf(folder, file.name), size: file.size, modified: file.lastModified, replace };
    const { url } = await askFor<TicketAnswer>(`connections/${to}/upload`, request, signal);
    await sendFile(url, file, { signal, onProgress: (sent) => change(id, { sent }) });
    works.delete(id);
    change(id, { state: 'done', sent: file.size });
    announce(`${file.name} is uploaded`);
    if (path.value === folder && queue.length === 0) refresh(file.name);
  } catch (reason) {
    if (signal.aborted) return;
    if (reason instanceof ApiFailure && reason.error.code === 'EEXIST') change(id, { state: 'taken' });
    else change(id, { state: 'failed', error: errorFrom(reason) });
  }
}

function change(id: number, to: Partial<Transfer>): void {
  transfers.value = transfers.value.map((one) => (one.id === id ? { ...one, ...to } : one));
}
