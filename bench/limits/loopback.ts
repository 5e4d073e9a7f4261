/** How much one TCP connection of this machine carries from one Node process to another. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { startChild } from '../child.ts';
import { type Contestant, timed } from '../rounds/rounds.ts';

const BUFFER = Buffer.allocUnsafe(1024 * 1024);
const PIECE = Buffer.alloc(1024 * 1024);

/** Receives for `duration` milliseconds, into one buffer. */
export function receiving(duration: number): Contestant {
  return {
    name: 'loopback TCP, received',
    async measure() {
      await using sender = await startChild<number>(new URL('./sender-process.ts', import.meta.url), []);
      return await timed(async () => {
        let received = 0;
        const socket = connect({
          port: sender.ready,
          host: '127.0.0.1',
          onread: {
            buffer: BUFFER,
            callback(length) {
              received += length;
              return true;
            },
          },
        });
        await once(socket, 'connect');
        setTimeout(() => socket.destroy(), duration);
        await once(socket, 'close');
        return received;
      });
    },
  };
}

/** Sends for `duration` milliseconds, 1 MiB at a time. */
export function sending(duration: number): Contestant {
  return {
    name: 'loopback TCP, sent',
    async measure() {
      await using sink = await startChild<number>(new URL('./sink-process.ts', import.meta.url), []);
      return await timed(async () => {
        const socket = connect(sink.ready, '127.0.0.1');
        await once(socket, 'connect');
        const end = performance.now() + duration;
        while (performance.now() < end) if (!socket.write(PIECE)) await once(socket, 'drain');
        const sent = socket.bytesWritten - socket.writableLength;
        socket.destroy();
        return sent;
      });
    },
  };
}
