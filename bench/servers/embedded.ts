/** The embedded server, over memory, in a process of its own. */
import { startChild } from '../child.ts';
import type { BenchServer, TransportName } from './server.ts';

export async function startEmbedded(): Promise<BenchServer> {
  const child = await startChild<[TransportName, string][]>(new URL('./embedded-process.ts', import.meta.url), []);
  return {
    name: 'embedded server',
    urls: new Map(child.ready),
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  };
}
