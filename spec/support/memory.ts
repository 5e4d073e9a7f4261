/** How much memory this process uses, for specs that compare two moments. */
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Collections without a new least figure after which nothing more is expected to go. */
const ENOUGH = 5;

/**
 * Bytes of the heap and of buffers that are in use. It collects until nothing more goes: sockets let their memory go some
 * turns after they are closed, and V8 takes buffers off its books at the collection after the one that freed them.
 */
export async function memoryInUse(): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let same = 0; same < ENOUGH; same++) {
    await turn();
    collectGarbage();
    const { heapUsed, external } = process.memoryUsage();
    // Looking at it takes a few bytes too.
    if (heapUsed + external < least - 64 * 1024) same = 0;
    least = Math.min(least, heapUsed + external);
  }
  return least;
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}
