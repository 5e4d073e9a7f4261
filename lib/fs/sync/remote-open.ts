/** A file that the worker holds open: what is done with it here is sent there. */
import { StatusError } from '../../errors.ts';
import type { BasicChange } from '../../open/basic-change.ts';
import type { FileInfo } from '../../open/file-info.ts';
import type { OpenFile } from '../handles/descriptor.ts';
import { copyOfBytes } from './wire-values.ts';
import type { BridgeCall, WorkerBridge } from './worker-bridge.ts';
import type { OpenedFile } from './worker-calls.ts';

interface Options {
  readonly signal?: AbortSignal | undefined;
}

export class RemoteOpen implements OpenFile {
  readonly bridge: WorkerBridge;
  /** The worker's own descriptor. */
  readonly handle: number;
  readonly info: FileInfo;

  constructor(bridge: WorkerBridge, { handle, info }: OpenedFile) {
    this.bridge = bridge;
    this.handle = handle;
    this.info = info;
  }

  async read(target: Buffer, position: number, { signal }: Options): Promise<number> {
    const data = (await this.#call('read', [target.length, position], { signal })) as Uint8Array;
    target.set(data);
    return data.length;
  }

  async write(data: Buffer, position: number, { signal }: Options): Promise<void> {
    const copy = copyOfBytes(data);
    await this.#call('write', [copy, position], { signal, transfer: [copy.buffer] });
  }

  async stat({ signal }: Options): Promise<FileInfo> {
    return (await this.#call('fileStat', [], { signal })) as FileInfo;
  }

  async truncate(length: number): Promise<void> {
    await this.#call('ftruncate', [length]);
  }

  async change(change: BasicChange): Promise<void> {
    await this.#call('fileChange', [change]);
  }

  async flush(): Promise<void> {
    await this.#call('fsync', []);
  }

  /** What a worker that has ended had open is closed. */
  async close(): Promise<void> {
    if (!this.bridge.ended) await this.#call('close', []);
  }

  closeSync(): void {
    if (!this.bridge.ended) this.bridge.callAndSleep({ name: 'close', args: [this.handle] });
  }

  async #call(
    name: string,
    args: readonly unknown[],
    rest: Pick<BridgeCall, 'signal' | 'transfer'> = {},
  ): Promise<unknown> {
    try {
      const { result } = await this.bridge.call({ name, args: [this.handle, ...args], ...rest });
      return result;
    } catch (error) {
      if (rest.signal?.aborted) throw rest.signal.reason;
      // What the server refused is named here, after the call that was made here.
      throw error instanceof Error && error.cause instanceof StatusError ? error.cause : error;
    }
  }
}
