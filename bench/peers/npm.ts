/** The clients that npm has. */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { DIRECT, type Peer, runProgram } from './peer.ts';

const PROGRAM = fileURLToPath(new URL('./programs/npm-client.cjs', import.meta.url));
const PACKAGES = ['smb2', '@marsaud/smb2', '@awo00/smb2', '@tryjsky/v9u-smb2'];

export const npmClients: readonly Peer[] = PACKAGES.map((name) => ({
  name,
  kinds: new Set(['read', 'write', 'stat', 'create', 'fetch', 'delete', 'list'] as const),
  parallel: true,
  transports: DIRECT,
  async prepare() {
    createRequire(import.meta.url).resolve(name);
  },
  // Their NTLM is made with DES, which OpenSSL has put aside: without this, `smb2` and its heirs end the process.
  measure: (task, target) => runProgram([process.execPath, '--openssl-legacy-provider', PROGRAM, name], task, target),
}));
