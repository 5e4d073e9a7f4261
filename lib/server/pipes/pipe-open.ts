/** An open named pipe in message mode: what is written goes to a service, whose messages wait to be read.  [MS-SMB2] 3.3.5.12, [MS-FSA] 2.1.5.10.30 */
import { MalformedError } from '../../errors.ts';
import type { FileId } from '../../wire/file-id.ts';
import {
  STATUS_CANCELLED,
  STATUS_INSUFFICIENT_RESOURCES,
  STATUS_PIPE_BROKEN,
  STATUS_PIPE_BUSY,
  STATUS_PIPE_DISCONNECTED,
} from '../../wire/ntstatus.ts';
import type { TreeOpen } from '../protocol/server-tree.ts';
import { StatusFailure } from '../protocol/status-failure.ts';
import type { RpcEndpoint } from './rpc-endpoint.ts';

/** Bytes that may wait to be read before nothing more can be written. */
const MAX_UNREAD = 1024 * 1024;

/** What a read brings. */
export interface PipeMessage {
  readonly data: Buffer;
  /** The message was longer than what was asked for: STATUS_BUFFER_OVERFLOW, and the rest is read next. */
  readonly more: boolean;
}

/** How a read may wait. */
export interface PipeWait {
  readonly signal: AbortSignal;
  /** Called before the read waits. */
  pending(): void;
}

export class PipeOpen implements TreeOpen {
  readonly fileId: FileId;
  readonly #endpoint: RpcEndpoint;
  /** Messages that have not been read, the first perhaps in part. */
  readonly #unread: Buffer[] = [];
  #unreadLength = 0;
  readonly #waiting: Set<() => void> = new Set();
  #broken = false;
  #released = false;

  constructor(fileId: FileId, endpoint: RpcEndpoint) {
    this.fileId = fileId;
    this.#endpoint = endpoint;
  }

  /** Hands bytes to the service. */
  write(data: Buffer): void {
    if (this.#broken) throw new StatusFailure(STATUS_PIPE_DISCONNECTED);
    if (this.#unreadLength > MAX_UNREAD) throw new StatusFailure(STATUS_INSUFFICIENT_RESOURCES);
    try {
      for (const message of this.#endpoint.receive(data)) {
        this.#unread.push(message);
        this.#unreadLength += message.length;
      }
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error;
      this.#broken = true;
      throw new StatusFailure(STATUS_PIPE_DISCONNECTED);
    } finally {
      this.#wake();
    }
  }

  /** The next message, or as many of its bytes as `length` allows; waits until there is one. */
  async read(length: number, wait: PipeWait): Promise<PipeMessage> {
    for (;;) {
      const message = this.#unread.shift();
      if (message) {
        const data = message.subarray(0, length);
        const more = data.length < message.length;
        if (more) this.#unread.unshift(message.subarray(length));
        this.#unreadLength -= data.length;
        return { data, more };
      }
      if (this.#broken || this.#released) throw new StatusFailure(STATUS_PIPE_BROKEN);
      wait.pending();
      await this.#news(wait.signal);
    }
  }

  /** Writes, and reads the answer: FSCTL_PIPE_TRANSCEIVE. */
  transceive(data: Buffer, length: number, wait: PipeWait): Promise<PipeMessage> {
    if (this.#unread.length > 0) throw new StatusFailure(STATUS_PIPE_BUSY);
    this.write(data);
    return this.read(length, wait);
  }

  async release(): Promise<void> {
    this.#released = true;
    this.#wake();
  }

  /** Settles when there may be something to read, or rejects when `signal` aborts. */
  #news(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        this.#waiting.delete(settle);
        signal.removeEventListener('abort', settle);
        if (signal.aborted) reject(new StatusFailure(STATUS_CANCELLED));
        else resolve();
      };
      this.#waiting.add(settle);
      signal.addEventListener('abort', settle, { once: true });
      if (signal.aborted) settle();
    });
  }

  #wake(): void {
    for (const settle of [...this.#waiting]) settle();
  }
}
