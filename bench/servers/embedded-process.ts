/** The embedded server in a process of its own, over memory: sends its URLs when it listens. */
import { createFsFromVolume, Volume } from 'memfs';
import { createServer, type ServedFileSystem } from '../../lib/server/index.ts';
import { TRANSPORTS } from './server.ts';

const fs = createFsFromVolume(new Volume()).promises as unknown as ServedFileSystem;
const server = createServer({ shares: { bench: fs }, users: { bench: 'bench' } });
const urls: [string, string][] = [];
for (const transport of TRANSPORTS) {
  await server.listen({ port: 0, transport });
  urls.push([transport, server.url('bench', { transport, user: 'bench' })]);
}
process.send?.(urls);
