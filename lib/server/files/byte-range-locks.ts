/** The locked ranges of a file.  [MS-FSA] 2.1.5.8, 2.1.4.10 */
import type { FileId } from '../../wire/file-id.ts';

export interface LockRange {
  readonly offset: bigint;
  readonly length: bigint;
  readonly exclusive: boolean;
}

interface HeldLock extends LockRange {
  readonly owner: FileId;
}

/** More than this many locks on one file come from nobody who means well. */
const MAX_LOCKS = 65_536;

export class ByteRangeLocks {
  #held: HeldLock[] = [];
  readonly #waiting = new Set<() => void>();

  get full(): boolean {
    return this.#held.length >= MAX_LOCKS;
  }

  /** Takes the lock for `owner`, an open's FileId object, unless another lock is in its way. */
  take(owner: FileId, range: LockRange): boolean {
    // An exclusive lock needs a range that is free of any lock, the owner's included; a shared one may lie upon its owner's.
    const inTheWay = (held: HeldLock): boolean => range.exclusive || (held.exclusive && held.owner !== owner);
    if (this.#held.some((held) => inTheWay(held) && overlap(held, range))) return false;
    this.#held.push({ ...range, owner });
    return true;
  }

  /** Gives up a lock of exactly this range, the oldest if there are several; false when there is none. */
  release(owner: FileId, offset: bigint, length: bigint): boolean {
    const index = this.#held.findIndex(
      (held) => held.owner === owner && held.offset === offset && held.length === length,
    );
    if (index < 0) return false;
    this.#held.splice(index, 1);
    this.#wake();
    return true;
  }

  /** Gives up everything that an open has locked. */
  releaseAll(owner: FileId): void {
    const before = this.#held.length;
    if (before === 0) return;
    this.#held = this.#held.filter((held) => held.owner !== owner);
    if (this.#held.length < before) this.#wake();
  }

  /** Whether `owner` may read, or write, there: a shared lock lets everybody read and nobody write. */
  permits(owner: FileId, offset: number, length: number, writing: boolean): boolean {
    if (this.#held.length === 0 || length === 0) return true;
    const range = { offset: BigInt(offset), length: BigInt(length) };
    return !this.#held.some((held) => overlap(held, range) && (held.exclusive ? held.owner !== owner : writing));
  }

  /** Settles when a lock was given up, or `signal` aborts. */
  change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#waiting.add(done);
      signal.addEventListener('abort', done, { once: true });
      if (signal.aborted) done();
    });
  }

  #wake(): void {
    for (const done of [...this.#waiting]) done();
  }
}

/** An empty range lies between bytes: it meets only ranges that it lies inside. */
function overlap(a: Pick<LockRange, 'offset' | 'length'>, b: Pick<LockRange, 'offset' | 'length'>): boolean {
  if (a.length === 0n && b.length === 0n) return false;
  return a.offset < b.offset + b.length && b.offset < a.offset + a.length;
}
