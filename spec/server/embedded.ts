/** An embedded server with a few shares, for specs. */
import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memfs } from 'memfs';
import { createServer, type Server, type ServerOptions } from '../../lib/server/index.ts';

export interface Embedded {
  readonly server: Server;
  readonly host: string;
  /** Of DirectTCP. */
  readonly port: number;
  readonly netbiosPort: number;
  /** The folder behind the share `folder`. */
  readonly folder: string;
  /** What failed on the server that is no client's fault. */
  readonly failures: readonly Error[];
  stop(): Promise<void>;
}

/** Shares: `share` is in memory, `folder` a new folder, `readonly`, `encrypted` and `guests` what they are called. */
export async function startEmbedded(options: Partial<ServerOptions> = {}): Promise<Embedded> {
  const folder = await fs.realpath(await fs.mkdtemp(join(tmpdir(), `smbfs-${randomUUID()}-`)));
  const memory = memfs({ '/hello.txt': 'hello' }).fs.promises;
  const server = createServer({
    shares: {
      share: memory,
      folder,
      readonly: { fs: memory, readOnly: true },
      encrypted: { fs: memory, encrypt: true },
      guests: { fs: memory, guest: true },
    },
    users: { ann: 's3cret', Bob: 'b0b' },
    ...options,
  });
  const failures: Error[] = [];
  server.events.on('failure', (error) => failures.push(error));
  const { host, port } = await server.listen(0);
  const { port: netbiosPort } = await server.listen({ port: 0, transport: 'netbios' });
  const stop = async (): Promise<void> => {
    await server.close();
    await fs.rm(folder, { recursive: true, force: true });
  };
  return { server, host, port, netbiosPort, folder, failures, stop };
}
