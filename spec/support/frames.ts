/** What the transport's specs share: recognisable frames, somebody who records what arrives, and servers of bare TCP. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type ServerOpts, type Socket } from 'node:net';
import * as assert from 'uvu/assert';
import type { FrameHandler, Placement } from '../../lib/transport/transport.ts';

/** Bytes that tell where they are from: no stretch of them looks like another. */
export function stamped(length: number, seed = 0): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  let state = seed * 2_654_435_761 + 1;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}

/** The frames as they travel: each behind its length. */
export function framed(...bodies: readonly Uint8Array[]): Buffer {
  return Buffer.concat(bodies.flatMap((body) => [prefix(body.length), body]));
}

/** The length field of a frame. */
export function prefix(length: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(length);
  return bytes;
}

/** The same frames, byte for byte; a difference is told by its place, not by printing megabytes. */
export function assertFrames(actual: readonly Buffer[], expected: readonly Buffer[], what = ''): void {
  assert.equal(
    actual.map(({ length }) => length),
    expected.map(({ length }) => length),
    `${what}: the lengths of the frames`,
  );
  for (const [i, frame] of expected.entries()) assert.ok(actual[i]?.equals(frame), `${what}: the bytes of frame ${i}`);
}

/** Memory inside a larger piece, and whether what surrounds it is untouched. */
export function guarded(length: number): { readonly target: Buffer; intact(): boolean } {
  const margin = 256;
  const all = Buffer.alloc(length + 2 * margin, 0xa5);
  const edges = [all.subarray(0, margin), all.subarray(margin + length)];
  return {
    target: all.subarray(margin, margin + length).fill(0),
    intact: () => edges.every((edge) => edge.every((byte) => byte === 0xa5)),
  };
}

/** Records whole frames, and lets a spec wait for them. */
export class FrameRecorder implements FrameHandler {
  /** Copies of what arrived, placed parts included. */
  readonly frames: Buffer[] = [];
  readonly offers: Array<{ readonly head: Buffer; readonly frameLength: number }> = [];
  /** What `closed` was called with, each time. */
  readonly endings: Array<Error | undefined> = [];
  readonly ended: Promise<Error | undefined>;
  /** Decides about placements; nothing is placed without it. */
  placing: ((head: Buffer, frameLength: number) => Placement | undefined) | undefined;
  /** Called with every frame before it is recorded. */
  onFrame: ((frame: Buffer, placement: Placement | undefined) => void) | undefined;
  #end: (error: Error | undefined) => void = () => {};
  #arrived: () => void = () => {};

  constructor() {
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  place(head: Buffer, frameLength: number): Placement | undefined {
    this.offers.push({ head: Buffer.from(head), frameLength });
    return this.placing?.(head, frameLength);
  }

  receive(frame: Buffer, placement: Placement | undefined): void {
    this.onFrame?.(frame, placement);
    this.frames.push(placement ? Buffer.concat([frame, placement.target]) : Buffer.from(frame));
    this.#arrived();
  }

  closed(error: Error | undefined): void {
    this.endings.push(error);
    this.#end(error);
  }

  /** Resolves when `count` frames have arrived since the beginning; rejects when the connection ends before. */
  async received(count: number): Promise<readonly Buffer[]> {
    const ended = this.ended.then((cause) => {
      if (this.frames.length < count) throw new Error(`closed after ${this.frames.length} frames`, { cause });
    });
    while (this.frames.length < count) {
      const arrived = new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
      await Promise.race([arrived, ended]);
    }
    return this.frames;
  }
}

/** A TCP server of a spec. */
export interface TcpServer {
  readonly host: string;
  readonly port: number;
  readonly sockets: readonly Socket[];
  /** The next socket accepted, or the first if none has been waited for. */
  accepted(): Promise<Socket>;
  close(): Promise<void>;
}

/** Listens; `serve` is given every socket accepted. */
export async function listen(
  serve: (socket: Socket) => void = () => {},
  { host = '127.0.0.1', port = 0, ...options }: ServerOpts & { host?: string; port?: number } = {},
): Promise<TcpServer> {
  const sockets: Socket[] = [];
  let taken = 0;
  const server = createServer(options, (socket) => {
    // A client that drops its connection is no matter for the server of a spec.
    socket.on('error', () => socket.destroy());
    sockets.push(socket);
    serve(socket);
  });
  server.listen(port, host);
  await once(server, 'listening');
  return {
    host,
    port: (server.address() as AddressInfo).port,
    sockets,
    async accepted() {
      while (sockets[taken] === undefined) await once(server, 'connection');
      return sockets[taken++] as Socket;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}

/** The first `length` bytes that a socket receives. */
export async function take(socket: Socket, length: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let got = 0;
  while (got < length) {
    const chunk = socket.read() as Buffer | null;
    if (chunk === null) {
      if (socket.readableEnded || socket.destroyed) throw new Error(`the socket ended after ${got} bytes`);
      const waiting = new AbortController();
      await Promise.race(['readable', 'close'].map((event) => once(socket, event, { signal: waiting.signal })));
      waiting.abort();
    } else {
      chunks.push(chunk);
      got += chunk.length;
    }
  }
  const all = Buffer.concat(chunks);
  if (all.length > length) socket.unshift(all.subarray(length));
  return all.subarray(0, length);
}
