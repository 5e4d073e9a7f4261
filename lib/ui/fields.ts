/** The fields of a JSON body, each checked when it is asked for. */
import { UiError } from './failures.ts';

/** Longer than any path that SMB can carry. */
const MAX_TEXT = 64 * 1024;

export class Fields {
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(value: unknown, name = 'the body') {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(name, 'an object');
    this.#values = value as Readonly<Record<string, unknown>>;
  }

  text(name: string): string {
    const value = this.#values[name];
    if (typeof value !== 'string' || value.length > MAX_TEXT) throw wrong(name, 'a text');
    return value;
  }

  optionalText(name: string): string | undefined {
    return this.#values[name] === undefined ? undefined : this.text(name);
  }

  /** False when it is left out. */
  flag(name: string): boolean {
    const value = this.#values[name] ?? false;
    if (typeof value !== 'boolean') throw wrong(name, 'true or false');
    return value;
  }

  integer(name: string, min: number, max: number): number {
    return integer(this.#values[name], name, min, max);
  }

  optionalInteger(name: string, min: number, max: number): number | undefined {
    return this.#values[name] === undefined ? undefined : this.integer(name, min, max);
  }

  /** One to `most` integers. */
  integers(name: string, min: number, max: number, most: number): number[] {
    const list = this.#values[name];
    if (!Array.isArray(list) || list.length === 0 || list.length > most) throw wrong(name, `a list of 1 to ${most}`);
    return list.map((value) => integer(value, name, min, max));
  }

  fields(name: string): Fields {
    return new Fields(this.#values[name], name);
  }

  /** An absolute path; the share's file system keeps it below its root. */
  path(name = 'path'): string {
    const path = this.text(name);
    if (!path.startsWith('/') || path.includes('\0')) throw wrong(name, 'an absolute path');
    return path;
  }
}

function integer(value: unknown, name: string, min: number, max: number): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < min || value > max) {
    throw wrong(name, `a whole number from ${min} to ${max}`);
  }
  return value;
}

function wrong(name: string, what: string): UiError {
  return new UiError('ERR_UI_REQUEST', `${name} must be ${what}`);
}
