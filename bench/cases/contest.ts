/** A case on several shares, as contestants of a race. */
import { randomUUID } from 'node:crypto';
import { SmbFs, type SmbFsOptions } from '../../lib/index.ts';
import { type Contestant, type Result, race, timed } from '../rounds/rounds.ts';
import type { Case, Effort } from './case.ts';

/** One way to a share, kept open, with a folder of its own on it. */
export interface Subject extends AsyncDisposable {
  readonly name: string;
  readonly smb: SmbFs;
  open(): SmbFs;
}

/** Connects to `url` and makes an empty folder, in which everything is done and which goes with the subject. */
export async function openSubject(name: string, url: string, options: SmbFsOptions): Promise<Subject> {
  const whole = new SmbFs(url, options);
  const folder = `smbfs-bench-${randomUUID()}`;
  await whole.mkdir(`/${folder}`);
  const inFolder = new URL(url);
  inFolder.pathname += `/${folder}`;
  const open = (): SmbFs => new SmbFs(inFolder, options);
  const smb = open();
  return {
    name,
    smb,
    open,
    async [Symbol.asyncDispose]() {
      await smb.close();
      await whole.rm(`/${folder}`, { recursive: true, force: true });
      await whole.close();
    },
  };
}

/** `rounds` rounds of one case on all of the subjects. */
export async function contest(
  { prepare, run, tidy }: Case,
  subjects: readonly Subject[],
  effort: Effort,
  rounds: number,
): Promise<Result[]> {
  const contestants = subjects.map(
    ({ name, smb, open }): Contestant => ({
      name,
      async measure() {
        await prepare?.(smb, effort);
        const sample = await timed(() => run(smb, effort, open));
        await tidy?.(smb);
        return sample;
      },
    }),
  );
  return await race(contestants, rounds);
}
