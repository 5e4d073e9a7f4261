/** A directory that is being watched: the changes that nobody has fetched yet, and who waits for them.  [MS-SMB2] 3.3.5.19, [MS-FSA] 2.1.5.11 */
import type { FileNotification } from '../../wire/fscc/notify-information.ts';
import type { Change } from './change.ts';
import type { Volume } from './volume.ts';
import { wirePath } from './wire-path.ts';

/** More changes than this are not remembered: the client is told to look for itself. */
const MAX_REMEMBERED = 4096;

export class DirectoryWatch {
  readonly #volume: Volume;
  readonly #directory: () => readonly string[];
  readonly #tree: boolean;
  readonly #filter: number;
  #changes: FileNotification[] = [];
  #overflown = false;
  #waiting: (() => void)[] = [];
  stopped = false;

  /** `directory` tells where the directory is, which may be renamed. */
  constructor(volume: Volume, directory: () => readonly string[], tree: boolean, filter: number) {
    this.#volume = volume;
    this.#directory = directory;
    this.#tree = tree;
    this.#filter = filter;
    volume.listeners.add(this.#heard);
  }

  /** Changes that were heard of and not fetched yet; undefined when there were too many. */
  fetch(): FileNotification[] | undefined {
    const changes = this.#overflown ? undefined : this.#changes;
    this.#changes = [];
    this.#overflown = false;
    return changes;
  }

  get empty(): boolean {
    return this.#changes.length === 0 && !this.#overflown;
  }

  /** Settles when there is something to fetch, the watch has stopped, or `signal` aborts. */
  async news(signal: AbortSignal): Promise<void> {
    if (!this.empty || this.stopped || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        signal.removeEventListener('abort', done);
        this.#waiting = this.#waiting.filter((each) => each !== done);
        resolve();
      };
      signal.addEventListener('abort', done, { once: true });
      this.#waiting.push(done);
    });
  }

  /** The directory is being closed. */
  stop(): void {
    this.stopped = true;
    this.#volume.listeners.delete(this.#heard);
    this.#wake();
  }

  readonly #heard = ({ action, filter, components }: Change): void => {
    if (!(filter & this.#filter)) return;
    const directory = this.#directory();
    const below = components.slice(directory.length);
    if (below.length === 0 || (below.length > 1 && !this.#tree)) return;
    if (!directory.every((name, index) => components[index] === name)) return;
    if (this.#changes.length >= MAX_REMEMBERED) {
      this.#changes = [];
      this.#overflown = true;
    }
    if (!this.#overflown) this.#changes.push({ action, fileName: wirePath(below, this.#volume.names) });
    this.#wake();
  };

  #wake(): void {
    for (const done of this.#waiting) done();
  }
}
