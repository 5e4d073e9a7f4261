/** A folder that is gone when the benchmark is, be it through or killed. */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { atExit } from '../spec/support/at-exit.ts';

export interface TemporaryFolder extends Disposable {
  readonly path: string;
}

/** Makes one of its own in `parent`; disposing of it removes it sooner. */
export function makeTemporaryFolder(parent: string, prefix: string): TemporaryFolder {
  const path = mkdtempSync(join(parent, prefix));
  const remove = (): void => rmSync(path, { recursive: true, force: true });
  const forget = atExit(remove);
  return {
    path,
    [Symbol.dispose]() {
      forget();
      remove();
    },
  };
}
