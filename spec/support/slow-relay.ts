/** A TCP relay that lets only so many bytes a second pass, in each direction: a slow link. */
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { listen, type TcpServer } from './frames.ts';

/** Bytes that pass at a time. */
const PIECE = 16 * 1024;

/** Relays to `host:port` at `bytesPerSecond`. */
export function startSlowRelay(
  { host, port }: { readonly host: string; readonly port: number },
  bytesPerSecond: number,
): Promise<TcpServer> {
  return listen((client) => {
    const upstream = connect(port, host);
    upstream.on('error', () => upstream.destroy());
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      from.once('close', () => to.destroy());
      void trickle(from, to, bytesPerSecond);
    }
  });
}

async function trickle(from: Socket, to: Socket, bytesPerSecond: number): Promise<void> {
  let due = performance.now();
  const pass = async (piece: Buffer): Promise<void> => {
    if (!to.destroyed) to.write(piece);
    due = Math.max(due, performance.now() - 100) + (piece.length * 1000) / bytesPerSecond;
    await delay(Math.max(0, due - performance.now()));
  };
  try {
    for await (const chunk of from as AsyncIterable<Buffer>) {
      for (let at = 0; at < chunk.length; at += PIECE) await pass(chunk.subarray(at, at + PIECE));
    }
  } catch {
    to.destroy(); // The other end is gone.
  }
}
