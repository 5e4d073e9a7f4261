/** A folder that the worker reads: entry by entry, asleep or not. */
import type { DirReader, Entry } from '../handles/dir.ts';
import { unpackResult } from './wire-values.ts';
import type { WorkerBridge } from './worker-bridge.ts';

export class RemoteFolder implements DirReader {
  readonly #bridge: WorkerBridge;
  readonly #id: number;

  /** `id` is the worker's name for it. */
  constructor(bridge: WorkerBridge, id: number) {
    this.#bridge = bridge;
    this.#id = id;
  }

  async next(): Promise<Entry | null> {
    return entryOf((await this.#bridge.call({ name: 'readdirEntry', args: [this.#id] })).result);
  }

  nextSync(): Entry | null {
    return entryOf(this.#bridge.callAndSleep({ name: 'readdirEntry', args: [this.#id] }).result);
  }

  async close(): Promise<void> {
    await this.#bridge.call({ name: 'closedir', args: [this.#id] });
  }

  closeSync(): void {
    this.#bridge.callAndSleep({ name: 'closedir', args: [this.#id] });
  }
}

function entryOf(result: unknown): Entry | null {
  return unpackResult(result) as Entry | null;
}
