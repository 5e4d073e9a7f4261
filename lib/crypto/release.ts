/** Memory that node:crypto returns a result in, given back before the garbage collector would find it. */
import { MessageChannel } from 'node:worker_threads';

const { port1: nowhere } = new MessageChannel();
nowhere.close();

/**
 * Frees the memory of `buffer`, which has an ArrayBuffer of its own and is empty from then on. Every result of a cipher is new
 * memory outside of the heap: left to the collector, a gigabyte of it costs dozens of full collections. What is transferred to
 * a closed port is freed there and then, on every version of Node.
 */
export function release(buffer: Buffer): void {
  if (buffer.length === buffer.buffer.byteLength) nowhere.postMessage(null, [buffer.buffer as ArrayBuffer]);
}
