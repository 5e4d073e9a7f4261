/** `smbfs/server`: an SMB 2 and 3 server inside the process, for tests and demonstrations. */
import { Server } from './server.ts';
import type { ServerOptions } from './server-options.ts';

export type * from './events.ts';
export type { AnnouncedSizes, Fault, FaultFilter, Faults } from './faults.ts';
export type { ServedFileHandle, ServedFileSystem, ServedStats, ServedVolume } from './files/file-system.ts';
export type { ListenOptions, Server, ServerAddress, UrlOptions } from './server.ts';
export type {
  ServerCipher,
  ServerDialect,
  ServerOptions,
  ServerSigningAlgorithm,
  ShareOptions,
} from './server-options.ts';

/** A server that listens on nothing yet. Throws a TypeError that names the option when one is wrong. */
export function createServer(options: ServerOptions): Server {
  return new Server(options);
}
