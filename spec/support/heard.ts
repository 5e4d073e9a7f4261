/** What a watcher tells, as text: `rename name`, `change name`, and `change null` for more than was told. */
import type { FSWatcher } from 'node:fs';
import { until } from './settles.ts';

export class Heard {
  readonly watcher: FSWatcher;
  readonly events: string[] = [];
  /** The names as they were given. */
  readonly names: (string | Buffer | null)[] = [];

  constructor(watcher: FSWatcher) {
    this.watcher = watcher;
    watcher.on('change', (type, name) => {
      this.events.push(`${type} ${name}`);
      this.names.push(name as string | Buffer | null);
    });
  }

  /** Resolves once every one of `events` has been told, whatever else has. */
  async all(...events: readonly string[]): Promise<void> {
    const missing = (): string[] => events.filter((event) => !this.events.includes(event));
    try {
      await until(() => missing().length === 0);
    } catch (cause) {
      throw new Error(`not told: ${missing().slice(0, 5)}; but ${this.events.slice(-5)}`, { cause });
    }
  }

  /** Resolves once the watcher is at work: `touch` is called until something is told, which is forgotten. */
  async begun(touch: (attempt: number) => Promise<unknown>): Promise<this> {
    for (let attempt = 0; this.events.length === 0; attempt++) {
      await touch(attempt);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return this;
  }
}
