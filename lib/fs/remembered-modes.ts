/** Permission bits that a server cannot keep: remembered by name, as long as the file system lasts. */

const OWNER_WRITES_AND_ENTERS = 0o300;
const PERMISSION_BITS = 0o7777;

export class RememberedModes {
  /** By the names on the wire. */
  readonly #modes = new Map<string, number>();
  /** Folders whose entries their owner may not change. */
  readonly #guards = new Set<string>();

  /** What was made or changed has these permission bits from now on. */
  remember(name: string, mode: number, isDirectory: boolean): void {
    this.#modes.set(name, mode & PERMISSION_BITS);
    if (isDirectory && (mode & OWNER_WRITES_AND_ENTERS) !== OWNER_WRITES_AND_ENTERS) this.#guards.add(name);
    else this.#guards.delete(name);
  }

  /** What was made by a program that has asked for `mode`, as far as its mask lets it. */
  rememberNew(name: string, mode: number, isDirectory: boolean): void {
    this.remember(name, mode & ~process.umask(), isDirectory);
  }

  of(name: string): number | undefined {
    return this.#modes.get(name);
  }

  /** Whether the folder that holds `name` is one whose entries its owner may not change. */
  guards(name: string): boolean {
    return this.#guards.has(name.slice(0, Math.max(0, name.lastIndexOf('\\'))));
  }

  /** It has been removed. */
  forget(name: string): void {
    this.#modes.delete(name);
    this.#guards.delete(name);
  }

  /** It has another name, and so has everything in it. */
  move(from: string, to: string): void {
    for (const [name, mode] of [...this.#modes]) {
      if (name !== from && !name.startsWith(`${from}\\`)) continue;
      const isGuard = this.#guards.has(name);
      this.forget(name);
      this.remember(to + name.slice(from.length), mode, isGuard);
    }
  }
}
