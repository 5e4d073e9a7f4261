/** A share of somebody's own server. */
import type { BenchServer } from './server.ts';

/** `url` with its port for DirectTCP, `netbiosPort` for NetBIOS. */
export function givenServer(url: string, netbiosPort: number): BenchServer {
  const direct = new URL(url);
  direct.searchParams.set('transport', 'directtcp');
  const netbios = new URL(url);
  netbios.searchParams.set('transport', 'netbios');
  netbios.port = String(netbiosPort);
  return {
    name: direct.host,
    urls: new Map([
      ['directtcp', direct.href],
      ['netbios', netbios.href],
    ]),
    async [Symbol.asyncDispose]() {},
  };
}
