/** Brings a file, or a folder with all that is in it, from one side to the other. */
import { FileCopier } from './copy-file.ts';
import type { Job, Listener } from './job.ts';
import { runParallel } from './parallel.ts';
import { Plan, type PlanOptions } from './plan.ts';
import { isFatal, retrying } from './retry.ts';
import type { Side } from './side.ts';

export interface TransferOptions extends PlanOptions {
  /** Files that are copied side by side. */
  readonly jobs: number;
  /** Read everything back and compare. */
  readonly checksum: boolean;
}

/** Where from and where to. */
export interface Route {
  readonly source: Side;
  readonly from: string;
  readonly destination: Side;
  readonly to: string;
  readonly isFolder: boolean;
}

/**
 * Transfers a file, or a folder with all that is in it. What goes wrong with one file is told to `listener`, and the others are
 * transferred all the same; what no file would survive (a full disk, a server that is gone) is told and then thrown. So is what
 * is wrong with the route itself, and the signal's reason when it aborts.
 */
export async function transfer(
  { source, from, destination, to, isFolder }: Route,
  given: TransferOptions,
  listener: Listener,
): Promise<void> {
  const ended = new AbortController();
  const signal = AbortSignal.any([given.signal, ended.signal]);
  const options = { ...given, signal };
  const copier = new FileCopier(source, destination, options, listener);
  const plan = new Plan(source, destination, options, listener);
  const jobs = isFolder ? plan.folder(from, to) : plan.file(from, to);
  await runParallel(jobs, options.jobs, async (job) => {
    try {
      if (job.kind === 'copy') await copy(copier, job, options, listener);
      else await remove(destination, job, options, listener);
    } catch (error) {
      signal.throwIfAborted();
      listener.failed(job.path, error);
      if (!isFatal(error)) return;
      ended.abort(error);
      throw error;
    }
  });
}

async function copy(
  copier: FileCopier,
  job: Extract<Job, { kind: 'copy' }>,
  { dryRun }: TransferOptions,
  listener: Listener,
): Promise<void> {
  if (job.compare && (await copier.isThere(job))) listener.foundSame(job);
  else listener.copied(job, dryRun ? job.entry.size : await copier.copy(job));
}

async function remove(
  { fs }: Side,
  { to, path, isFolder }: Extract<Job, { kind: 'delete' }>,
  { dryRun, signal }: TransferOptions,
  listener: Listener,
): Promise<void> {
  if (!dryRun) await retrying(() => fs.rm(to, { recursive: isFolder, force: true }), { signal });
  listener.deleted(path);
}
