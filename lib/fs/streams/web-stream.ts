/** A file's content as a web stream of bytes, as `FileHandle.readableWebStream` gives it. */
import type { Descriptor } from '../handles/descriptor.ts';
import { ReadAhead } from './read-ahead.ts';

/** Memory for one read of somebody who brings none. */
const CHUNK = 64 * 1024;

export interface WebStream {
  readonly stream: ReadableStream;
  /** Ends the stream where it is, whoever reads it. */
  end(): void;
}

/** Reads from the current position on. `onDone` is called once, when the stream has come to its end or was cancelled. */
export function webStream(descriptor: Descriptor, onDone: () => Promise<void>): WebStream {
  const ahead = new ReadAhead(descriptor);
  let controller: ReadableByteStreamController | undefined;
  let ended = false;
  const done = async (): Promise<void> => {
    if (ended) return;
    ended = true;
    ahead.stop();
    await onDone();
  };
  const close = (): void => {
    controller?.close();
    // A read that waits gets to know only by this that there is no more.
    controller?.byobRequest?.respond(0);
  };
  const stream = new ReadableStream({
    type: 'bytes',
    autoAllocateChunkSize: CHUNK,
    start: (given) => {
      controller = given;
    },
    pull: async ({ byobRequest }) => {
      const view = byobRequest?.view;
      if (!byobRequest || !view) return;
      const data = await ahead.read(view.byteLength, null).catch((error: unknown) => {
        if (!ended) throw error;
      });
      if (ended || !data) return;
      if (data.length === 0) {
        close();
        await done();
        return;
      }
      new Uint8Array(view.buffer, view.byteOffset, view.byteLength).set(data);
      byobRequest.respond(data.length);
    },
    cancel: done,
  });
  const end = (): void => {
    if (ended) return;
    close();
    void done();
  };
  return { stream, end };
}
