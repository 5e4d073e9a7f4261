/** The numbers of open files. */

import { fsError } from '../errors/system-error.ts';
import type { Descriptor } from './descriptor.ts';

/** Above every number that a process's own files can have, so that one mistaken for the other is an error and no accident. */
export const FIRST_DESCRIPTOR: number = 2 ** 30;

/** The largest number that node takes for a descriptor. */
const LAST = 2 ** 31 - 1;

/** Counted for all tables together, so that a number tells which file system its file is on. */
let next = FIRST_DESCRIPTOR;

export class DescriptorTable {
  readonly #descriptors = new Map<number, Descriptor>();

  /** Enters an open file, under a number that was not in use lately. */
  add(descriptor: Descriptor): number {
    while (this.#descriptors.has(next)) advance();
    const fd = next;
    advance();
    this.#descriptors.set(fd, descriptor);
    return fd;
  }

  /** The open file with this number, if there is one. */
  find(fd: number): Descriptor | undefined {
    return this.#descriptors.get(fd);
  }

  /** Whether this number stands for this open file. */
  has(fd: number, descriptor: Descriptor): boolean {
    return this.#descriptors.get(fd) === descriptor;
  }

  /** The open file with this number; EBADF when there is none. */
  get(fd: number, syscall: string): Descriptor {
    const descriptor = this.#descriptors.get(fd);
    if (!descriptor) throw fsError('EBADF', syscall);
    return descriptor;
  }

  /** Takes a number out of use, and gives what it stood for. */
  remove(fd: number, syscall: string): Descriptor {
    const descriptor = this.get(fd, syscall);
    this.#descriptors.delete(fd);
    return descriptor;
  }

  /** Everything that is open. */
  values(): Descriptor[] {
    return [...this.#descriptors.values()];
  }
}

function advance(): void {
  next = next === LAST ? FIRST_DESCRIPTOR : next + 1;
}
