/** Addresses for servers of specs that run side by side. */
import { type AddressInfo, createServer } from 'node:net';

const taken = new Set<number>();

/**
 * A loopback address that is this process's alone. Two smbd can listen on one port of one address without noticing,
 * and then share its connections.
 */
export function ownLoopbackAddress(): string {
  return `127.${(process.pid >> 16) & 0xff}.${(process.pid >> 8) & 0xff}.${process.pid & 0xff}`;
}

/** A port of `host` that nobody listens on and that this process has not given away before. */
export async function freePort(host: string): Promise<number> {
  for (;;) {
    const server = createServer();
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, host, resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    if (taken.has(port)) continue;
    taken.add(port);
    return port;
  }
}
