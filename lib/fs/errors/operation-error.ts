/** Failures of an operation that takes several steps, as `rm` and `cp` report them: ERR_FS_EISDIR and the ERR_FS_CP_ family. */
import { type InspectOptions, inspect } from 'node:util';
import { titleStack } from './node-errors.ts';

/** What went wrong inside. */
export interface OperationFailure {
  /** As `EISDIR`. */
  code: string;
  message: string;
  path?: string;
  dest?: string;
  syscall: string;
  /** Positive: the platform's own number, unlike `errno` of a plain file system error. */
  errno: number;
}

type Detail = 'errno' | 'syscall' | 'path' | 'dest';

/** Node's SystemError: `code` names the operation's failure, `info` what happened inside, whose fields show on the error too. */
export class OperationError extends Error {
  code: string;
  readonly info: OperationFailure;

  constructor(code: string, message: string, info: OperationFailure) {
    const path = info.path === undefined ? '' : ` ${info.path}`;
    const dest = info.dest === undefined ? '' : ` => ${info.dest}`;
    super(`${message}: ${info.syscall} returned ${info.code} (${info.message})${path}${dest}`);
    titleStack(this, `SystemError [${code}]`);
    this.code = code;
    Object.defineProperty(this, 'name', { value: 'SystemError', writable: true, configurable: true });
    this.info = info;
    this.#show('errno');
    this.#show('syscall');
    if (info.path !== undefined) this.#show('path');
    if (info.dest !== undefined) this.#show('dest');
  }

  #show(detail: Detail): void {
    Object.defineProperty(this, detail, {
      get: () => this.info[detail],
      set: (value: unknown) => Object.assign(this.info, { [detail]: value }),
      enumerable: true,
      configurable: true,
    });
  }

  override toString(): string {
    return `${this.name} [${this.code}]: ${this.message}`;
  }
}

// Not a member: its name is no constant that declarations could carry.
Object.defineProperty(OperationError.prototype, inspect.custom, {
  value(this: OperationError, _depth: number, options: InspectOptions): string {
    return inspect(this, { ...options, getters: true, customInspect: false });
  },
});
