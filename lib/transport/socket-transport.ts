/** A transport over a TCP socket: the sending half, and what becomes of a connection's end. */
import type { OnReadOpts, Socket } from 'node:net';
import { ConnectionError } from '../errors.ts';
import { FRAME_HEADROOM } from '../wire/writer.ts';
import { type ControlHandler, FrameDecoder } from './frame-decoder.ts';
import { type FrameHandler, MAX_FRAME_LENGTHS, type Transport, type TransportKind } from './transport.ts';

/** Milliseconds that `end` waits for the peer, unless told otherwise. */
const PATIENCE = 2000;

/** Milliseconds of quiet after which the kernel asks whether the peer's host is still there. */
const KEEP_ALIVE_DELAY = 30_000;

/** Both ends of a connection use this class; `dial` and `acceptTransport` make its objects. */
export class SocketTransport implements Transport {
  readonly kind: TransportKind;
  readonly #decoder: FrameDecoder;
  #handler: FrameHandler;
  #socket: Socket | undefined;
  readonly #name: string;
  #remoteAddress = '';
  #remotePort = 0;
  #failure: Error | undefined;
  /** This side ends the connection politely: how the other side goes along is of no interest. */
  #ending: Promise<void> | undefined;
  #closed = false;
  /** Frames of this tick wait in the socket. */
  #corked = false;

  /** `name` is what errors call the peer; frames shorter than `minFrameLength` bytes are malformed. */
  constructor(kind: TransportKind, name: string, minFrameLength: number, handler: FrameHandler) {
    this.kind = kind;
    this.#name = name;
    this.#handler = handler;
    this.#decoder = new FrameDecoder(kind, minFrameLength, handler);
  }

  get maxFrameLength(): number {
    return MAX_FRAME_LENGTHS[this.kind];
  }

  get frameLimit(): number {
    return this.#decoder.frameLimit;
  }

  set frameLimit(length: number) {
    this.#decoder.frameLimit = length;
  }

  get remoteAddress(): string {
    return this.#remoteAddress;
  }

  get remotePort(): number {
    return this.#remotePort;
  }

  get bufferedBytes(): number {
    return this.#socket?.writableLength ?? 0;
  }

  get bytesSent(): number {
    return (this.#socket?.bytesWritten ?? 0) - this.bufferedBytes;
  }

  get bytesReceived(): number {
    return this.#socket?.bytesRead ?? 0;
  }

  /** What a socket is created with so that it reads straight into the decoder's buffers. */
  get onread(): OnReadOpts {
    return {
      // Node asks for the next buffer as soon as the callback returns, long before it reads.
      buffer: () => this.#decoder.buffer(),
      callback: (count) => {
        try {
          this.#decoder.advance(count);
        } catch (error) {
          this.destroy(asError(error));
        }
        return true;
      },
    };
  }

  /** Takes the socket over, which may still be connecting. */
  attach(socket: Socket): void {
    this.#socket = socket;
    socket.on('error', (error) => {
      // Node has destroyed the socket already.
      this.#failure ??= connectionError(this.#name, error);
      this.#decoder.stop();
    });
    socket.on('end', () => {
      this.destroy(new ConnectionError('ECONNRESET', `${this.#name} closed the connection`));
    });
    socket.on('close', () => {
      this.#closed = true;
      this.#handler.closed(this.#ending ? undefined : this.#failure);
    });
  }

  /** To be called when the socket is connected. */
  connected(): void {
    const socket = this.#socket;
    socket?.setNoDelay(true);
    socket?.setKeepAlive(true, KEEP_ALIVE_DELAY);
    this.#remoteAddress = socket?.remoteAddress ?? '';
    this.#remotePort = socket?.remotePort ?? 0;
  }

  /** Gives what arrives from now on to `handler`, and NetBIOS session packets to `control`. */
  handTo(handler: FrameHandler, control?: ControlHandler): void {
    this.#handler = handler;
    this.#decoder.sink = handler;
    this.#decoder.control = control;
  }

  /** Takes bytes of a socket that was not created with `onread`. */
  push(chunk: Buffer): void {
    try {
      this.#decoder.push(chunk);
    } catch (error) {
      this.destroy(asError(error));
    }
  }

  send(pieces: readonly Buffer[]): void {
    let length = -FRAME_HEADROOM;
    for (const piece of pieces) length += piece.length;
    if (length > this.maxFrameLength) {
      throw new RangeError(`a frame of ${length} bytes, where ${this.kind} carries ${this.maxFrameLength} at most`);
    }
    // A message's type is zero in both transports, and the 17th bit of a NetBIOS length lies where a 24-bit length has it.
    pieces[0]?.writeUInt32BE(length, 0);
    this.sendBytes(pieces);
  }

  /** Sends pieces as they are. */
  sendBytes(pieces: readonly Buffer[]): void {
    const socket = this.#socket;
    if (!socket?.writable) return;
    if (!this.#corked) {
      this.#corked = true;
      socket.cork();
      process.nextTick(this.#uncork);
    }
    for (const piece of pieces) socket.write(piece);
  }

  receivingInto(buffer: Uint8Array): boolean {
    return !this.#closed && this.#decoder.receivingInto(buffer);
  }

  ref(): void {
    this.#socket?.ref();
  }

  unref(): void {
    this.#socket?.unref();
  }

  end(patience: number = PATIENCE): Promise<void> {
    this.#ending ??= new Promise((resolve) => {
      const socket = this.#socket;
      if (this.#closed || !socket) return resolve();
      const timer = setTimeout(() => this.destroy(), patience);
      socket.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
      this.#uncork();
      socket.end();
    });
    return this.#ending;
  }

  destroy(error?: Error): void {
    if (this.#socket?.destroyed) return;
    this.#failure = error;
    this.#decoder.stop();
    this.#socket?.destroy();
  }

  readonly #uncork = (): void => {
    if (!this.#corked) return;
    this.#corked = false;
    this.#socket?.uncork();
  };
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error('a frame handler threw no error', { cause: thrown });
}

/** Node's error of a socket, which keeps its code. Of several addresses tried it is one error that holds the others. */
function connectionError(name: string, cause: NodeJS.ErrnoException): ConnectionError {
  const all: readonly Error[] = cause instanceof AggregateError ? cause.errors : [cause];
  const message = `${name}: ${all.map((error) => error.message).join(', ')}`;
  return new ConnectionError(cause.code ?? 'ECONNRESET', message, { cause });
}
