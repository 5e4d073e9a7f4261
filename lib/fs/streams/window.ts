/** How much a stream may hold in memory on its way to or from the server: much for a few streams, less for each of many. */

/** Enough for one stream to keep a fast connection busy. */
const MOST = 8 * 1024 * 1024;

/** Below this a stream is no faster than one request at a time. */
const LEAST = 256 * 1024;

/** What all streams of the process hold together, unless there are so many that LEAST for each is more. */
const TOGETHER = 64 * 1024 * 1024;

/** Payload of one request where there is room: larger gains nothing. */
const BLOCK = 1024 * 1024;

/** Requests that a window is divided into, at least. */
const LEAST_BLOCKS = 4;

let open = 0;

/** A stream's part. It is counted until `release`. */
export class Window {
  #released = false;

  constructor() {
    open++;
  }

  /** Bytes; changes as other streams come and go. */
  get size(): number {
    return Math.max(LEAST, Math.min(MOST, Math.floor(TOGETHER / Math.max(1, open))));
  }

  /** Bytes of one request. */
  get block(): number {
    return Math.min(BLOCK, Math.floor(this.size / LEAST_BLOCKS));
  }

  release(): void {
    if (this.#released) return;
    this.#released = true;
    open--;
  }
}
