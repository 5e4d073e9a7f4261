/** A relay that cuts connections at a chosen message: before it, or in the middle of it. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** `before`: nothing of the message passes; `inside`: half of it does. */
export type Cut = 'before' | 'inside';

export interface FaultProxy extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** Messages that have arrived since `watch`, in both directions. */
  readonly messages: number;
  /** Connections cut so far. */
  readonly cuts: number;
  /** `url` with this relay in the server's place. */
  through(url: string): string;
  /** Counts messages from here on. */
  watch(): void;
  /** As `watch`, and cuts the connection that brings a message of these numbers, which count from 0. */
  cutAt(messages: readonly number[], how: Cut): void;
  /** Cuts every connection now. */
  cut(): void;
  /** False: whoever comes is sent away. */
  open: boolean;
  close(): Promise<void>;
}

const PREFIX = 4;

interface Pair {
  readonly client: Socket;
  readonly upstream: Socket;
  /** Half a message has passed: nothing may follow. */
  ending: boolean;
}

/** Relays to `host:port`. */
export async function startFaultProxy(server: { readonly host: string; readonly port: number }): Promise<FaultProxy> {
  const pairs = new Set<Pair>();
  let messages = 0;
  let cuts = 0;
  let planned: readonly number[] = [];
  let how: Cut = 'before';

  const cut = (pair: Pair): void => {
    if (!pairs.delete(pair)) return;
    cuts++;
    pair.client.resetAndDestroy();
    pair.upstream.resetAndDestroy();
  };

  /** What of a message passes on; undefined when it ends its connection. */
  const pass = (pair: Pair, to: Socket, message: Buffer): void => {
    if (!planned.includes(messages++)) {
      to.write(message);
    } else if (how === 'before') {
      cut(pair);
    } else {
      // What is written first has to leave before the end; nothing passes behind it.
      pair.ending = true;
      to.write(message.subarray(0, message.length / 2), () => cut(pair));
    }
  };

  let isOpen = true;
  const listener = createServer({ noDelay: true }, (client) => {
    if (!isOpen) {
      client.resetAndDestroy();
      return;
    }
    const upstream = connect({ host: server.host, port: server.port, noDelay: true });
    const pair: Pair = { client, upstream, ending: false };
    pairs.add(pair);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      const split = splitter();
      from.on('data', (data: Buffer) => {
        for (const message of split(data)) if (pairs.has(pair) && !pair.ending) pass(pair, to, message);
      });
      from.on('error', () => to.destroy());
      from.on('end', () => to.end());
      from.on('close', () => {
        pairs.delete(pair);
        to.destroy();
      });
    }
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { address, port } = listener.address() as AddressInfo;

  const cutAt = (at: readonly number[], where: Cut): void => {
    messages = 0;
    planned = at;
    how = where;
  };
  const close = async (): Promise<void> => {
    for (const { client, upstream } of pairs) {
      client.destroy();
      upstream.destroy();
    }
    const closed = once(listener, 'close');
    listener.close();
    await closed;
  };
  return {
    host: address,
    port,
    get messages() {
      return messages;
    },
    get cuts() {
      return cuts;
    },
    get open() {
      return isOpen;
    },
    set open(value) {
      isOpen = value;
    },
    through(url) {
      const relayed = new URL(url);
      relayed.host = `${address}:${port}`;
      return relayed.href;
    },
    watch: () => cutAt([], 'before'),
    cutAt,
    cut() {
      for (const pair of [...pairs]) cut(pair);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Cuts a stream into messages, each with its length in front. */
function splitter(): (data: Buffer) => Buffer[] {
  let parts: Buffer[] = [];
  let length = 0;
  return (data) => {
    parts.push(data);
    length += data.length;
    const messages: Buffer[] = [];
    while (length >= PREFIX) {
      const [first] = parts;
      if (first && first.length < PREFIX) parts = [Buffer.concat(parts)];
      const end = PREFIX + ((parts[0]?.readUInt32BE(0) ?? 0) & 0xff_ffff);
      if (length < end) break;
      const all = Buffer.concat(parts);
      messages.push(all.subarray(0, end));
      parts = [all.subarray(end)];
      length -= end;
    }
    return messages;
  };
}
