/** An exclusive or batch oplock: one open's leave to cache a file, until somebody else wants in.  [MS-SMB2] 3.3.4.6, [MS-FSA] 2.1.4.12 */
import { FILE_READ_ATTRIBUTES, FILE_WRITE_ATTRIBUTES, SYNCHRONIZE } from '../../wire/commands/access-mask.ts';
import { SMB2_OPLOCK_LEVEL_BATCH, SMB2_OPLOCK_LEVEL_EXCLUSIVE } from '../../wire/commands/create.ts';

/** Milliseconds that a client may take to give an oplock back before it is taken.  [MS-SMB2] 3.3.2.1 */
const BREAK_TIMEOUT = 35_000;

/** Access that neither breaks an oplock nor deserves one. */
const ATTRIBUTES_ALONE = FILE_READ_ATTRIBUTES | FILE_WRITE_ATTRIBUTES | SYNCHRONIZE;

export class Oplock {
  readonly level: number;
  readonly #notify: () => void;
  readonly #onGone: () => void;
  readonly #gone: Promise<void>;
  #settle: () => void = () => {};
  #timer: NodeJS.Timeout | undefined;

  /** `notify` tells the client that it has to give the oplock back; `onGone` is called once, when there is none any more. */
  constructor(level: number, notify: () => void, onGone: () => void) {
    this.level = level;
    this.#notify = notify;
    this.#onGone = onGone;
    this.#gone = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  /** Whether the client has been told, and has not answered yet. */
  get breaking(): boolean {
    return this.#timer !== undefined;
  }

  /** Takes the oplock back; resolves when the client has answered or closed the file, or takes too long. */
  break(): Promise<void> {
    if (!this.#timer) {
      this.#timer = setTimeout(() => this.relinquish(), BREAK_TIMEOUT);
      this.#notify();
    }
    return this.#gone;
  }

  /** The client has given it back. */
  relinquish(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#onGone();
    this.#settle();
  }
}

/** Somebody holds an oplock: to be thrown where the file cannot be opened before it is given back. */
export class OplockHeld extends Error {
  readonly oplock: Oplock;

  constructor(oplock: Oplock) {
    super('the file has an oplock');
    this.oplock = oplock;
  }
}

/** Whether `level` is one that is granted; shared oplocks and leases are not. */
export function isExclusive(level: number): boolean {
  return level === SMB2_OPLOCK_LEVEL_EXCLUSIVE || level === SMB2_OPLOCK_LEVEL_BATCH;
}

/** Whether an open of this access has to do with what a client may have cached. */
export function concernsCaches(grantedAccess: number): boolean {
  return (grantedAccess & ~ATTRIBUTES_ALONE) !== 0;
}
