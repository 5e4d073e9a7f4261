/** Takes whatever is sent, into memory that is used again; tells its port when it listens. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

const server = createServer((socket) => {
  socket.on('data', () => {});
  socket.on('error', () => socket.destroy());
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
process.send?.((server.address() as AddressInfo).port);
