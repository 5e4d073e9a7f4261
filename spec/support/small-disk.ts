/** A disk that is soon full, for machines where one may be mounted. */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atExit } from './at-exit.ts';

const MOUNT_OPTIONS = ['-t', 'tmpfs', '-o', 'size=2m,mode=777', 'smbfs-spec'];

/** Mounts two megabytes at a new folder; the answer takes them away. */
export function mountSmallDisk(folder: string): () => void {
  fs.mkdirSync(folder);
  execFileSync('mount', [...MOUNT_OPTIONS, folder], { stdio: 'pipe' });
  const unmount = (): void => void execFileSync('umount', ['--lazy', folder]);
  const forget = atExit(unmount);
  return () => {
    forget();
    unmount();
  };
}

/** Why no disk can be mounted here, or undefined when one can. */
export function whyNoMount(): string | undefined {
  const folder = fs.mkdtempSync(join(fs.realpathSync(tmpdir()), 'smbfs-mount-'));
  try {
    mountSmallDisk(join(folder, 'disk'))();
    return undefined;
  } catch {
    return 'this process may not mount a disk';
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}
