/** This project's own client. */
import { fileURLToPath } from 'node:url';
import { BOTH, type Peer, runProgram } from './peer.ts';

/** Plain TypeScript: what tsx makes of a closure, to keep its name, costs more than some operations. */
const LOADER = new URL('../../spec/support/typescript/preload.mjs', import.meta.url).href;
const PROGRAM = fileURLToPath(new URL('./programs/smbfs.ts', import.meta.url));

export const smbfs: Peer = {
  name: 'smbfs',
  kinds: new Set(['read', 'write', 'random', 'stat', 'create', 'fetch', 'delete', 'list', 'connect']),
  parallel: true,
  transports: BOTH,
  async prepare() {},
  measure: (task, target) => runProgram([process.execPath, '--import', LOADER, PROGRAM], task, target),
};
