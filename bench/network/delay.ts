/** A slower way to a server: a relay in a process of its own that adds to the round trip. */
import { startChild } from '../child.ts';

export interface SlowWay extends AsyncDisposable {
  readonly url: string;
}

/** `url` with a relay in the server's place that adds `roundTrip` milliseconds; 0 leaves everything as it is. */
export async function delayed(url: string, roundTrip: number): Promise<SlowWay> {
  if (roundTrip === 0) return { url, async [Symbol.asyncDispose]() {} };
  const target = new URL(url);
  const port = target.port || (target.searchParams.get('transport') === 'netbios' ? '139' : '445');
  const relay = new URL('./delay-process.ts', import.meta.url);
  const child = await startChild<number>(relay, [target.hostname, port, String(roundTrip / 2)]);
  target.host = `127.0.0.1:${child.ready}`;
  return { url: target.href, [Symbol.asyncDispose]: () => child[Symbol.asyncDispose]() };
}
