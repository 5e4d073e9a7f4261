/** Sends zeros to whoever connects, for as long as they are taken; tells its port when it listens. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

const piece = Buffer.alloc(1024 * 1024);
const server = createServer((socket) => {
  const send = (): void => {
    while (!socket.destroyed && socket.write(piece));
  };
  socket.on('drain', send);
  socket.on('error', () => socket.destroy());
  send();
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
process.send?.((server.address() as AddressInfo).port);
