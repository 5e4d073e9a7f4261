/** The HTTP that isomorphic-git clones through, answered by this machine's git from a repository on the disk. */
import { spawn, spawnSync } from 'node:child_process';
import type { HttpClient } from 'isomorphic-git';

/** Why there is no git here, or undefined when there is. */
export function whyNoGit(): string | undefined {
  return spawnSync('git', ['--version']).status === 0 ? undefined : 'this machine has no git';
}

/** Serves `repository` at whatever URL is asked for.  git's documentation, gitprotocol-http */
export function localGit(repository: string): HttpClient {
  return {
    async request({ url, method = 'GET', body }) {
      const listing = url.includes('/info/refs');
      const args = ['upload-pack', '--stateless-rpc', ...(listing ? ['--advertise-refs'] : []), repository];
      const child = spawn('git', args, { stdio: ['pipe', 'pipe', 'inherit'] });
      for await (const piece of body ?? []) child.stdin.write(piece);
      child.stdin.end();
      const head = listing ? [Buffer.from('001e# service=git-upload-pack\n0000')] : [];
      const answer = async function* (): AsyncGenerator<Uint8Array> {
        yield* head;
        yield* child.stdout;
      };
      const headers = { 'content-type': `application/x-git-upload-pack-${listing ? 'advertisement' : 'result'}` };
      return { url, method, headers, body: answer(), statusCode: 200, statusMessage: 'OK' };
    },
  };
}
