/** A TCP relay between a client and a server that counts round trips: how often the client had to wait before it could go on. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { splitCompound } from '../../lib/wire/compound.ts';
import { HEADER_SIZE, PROTOCOL_ID, readHeader, SMB2_FLAGS_ASYNC_COMMAND } from '../../lib/wire/header.ts';
import { STATUS_PENDING } from '../../lib/wire/ntstatus.ts';
import { Reader } from '../../lib/wire/reader.ts';

/** What went by, since the relay was made or reset. */
export interface Counts {
  /** Frames of the client that it sent after it had received an answer, or after nothing at all: so often it waited. */
  readonly roundTrips: number;
  /** Frames of the client. */
  readonly requests: number;
  /** Frames of the server that held more than interim replies. */
  readonly responses: number;
  /** Interim replies: STATUS_PENDING, which answers nothing. */
  readonly interims: number;
}

export interface CountingRelay extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  readonly counts: Counts;
  /** `url` with this relay in the server's place. */
  through(url: string): string;
  /** Runs `operation`; resolves with what went by meanwhile. */
  during(operation: () => Promise<unknown>): Promise<Counts>;
  close(): Promise<void>;
}

const PREFIX = 4;

/** Relays to `host:port`. The frames of an encrypted session can be counted, but its interim replies pass for responses. */
export async function startCountingRelay(host: string, port: number): Promise<CountingRelay> {
  const sockets = new Set<Socket>();
  let counts = { roundTrips: 0, requests: 0, responses: 0, interims: 0 };
  let answered = true;

  const sent = (): void => {
    counts.requests++;
    if (answered) counts.roundTrips++;
    answered = false;
  };
  const received = (frame: Buffer): void => {
    const interims = interimsOf(frame);
    counts.interims += interims.count;
    if (interims.only) return;
    counts.responses++;
    answered = true;
  };

  const server = createServer((client) => {
    const upstream = connect(port, host);
    relay(client, upstream, frames(sent));
    relay(upstream, client, frames(received));
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.once('close', () => sockets.delete(socket));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    const closed = once(server, 'close');
    server.close();
    await closed;
  };
  const address = server.address() as AddressInfo;
  return {
    host: address.address,
    port: address.port,
    get counts() {
      return { ...counts };
    },
    through(url) {
      const relayed = new URL(url);
      relayed.host = `${address.address}:${address.port}`;
      return relayed.href;
    },
    async during(operation) {
      counts = { roundTrips: 0, requests: 0, responses: 0, interims: 0 };
      answered = true;
      await operation();
      return { ...counts };
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Passes on everything, and every end, after `see` has seen it. */
function relay(from: Socket, to: Socket, see: (data: Buffer) => void): void {
  from.on('data', (data: Buffer) => {
    see(data);
    to.write(data);
  });
  from.on('error', () => to.destroy());
  from.on('end', () => to.end());
  from.on('close', () => to.destroy());
}

/** Calls `each` with every frame of a stream, without its length. */
function frames(each: (frame: Buffer) => void): (data: Buffer) => void {
  let rest = Buffer.alloc(0);
  return (data) => {
    rest = Buffer.concat([rest, data]);
    while (rest.length >= PREFIX) {
      const end = PREFIX + (rest.readUInt32BE(0) & 0xff_ffff);
      if (rest.length < end) return;
      each(rest.subarray(PREFIX, end));
      rest = rest.subarray(end);
    }
  };
}

/** The interim replies in a frame, and whether there is nothing else in it. */
function interimsOf(frame: Buffer): { readonly count: number; readonly only: boolean } {
  if (frame.length < HEADER_SIZE || frame.readUInt32LE(0) !== PROTOCOL_ID) return { count: 0, only: false };
  const replies = splitCompound(frame).map(({ start }) => readHeader(new Reader(frame, start)));
  const interims = replies.filter(
    ({ status, flags }) => status === STATUS_PENDING && (flags & SMB2_FLAGS_ASYNC_COMMAND) !== 0,
  );
  return { count: interims.length, only: interims.length === replies.length };
}
