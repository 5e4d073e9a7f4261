/** How a patch is taken back. */

/** Takes a patch back when it is called, or disposed of; after the first time nothing happens any more. */
export interface Undo extends Disposable {
  (): void;
}

/** Makes an `Undo` of what takes the patch back. */
export function undoOnce(takeBack: () => void): Undo {
  let done = false;
  const undo = (): void => {
    if (done) return;
    done = true;
    takeBack();
  };
  return Object.assign(undo, { [Symbol.dispose]: undo });
}

/** What has been replaced in objects, and can be put back. */
export class Replacements {
  readonly #taken: (() => void)[] = [];

  /** Has a member put back in the end, whoever replaces it. */
  keep(object: object, name: PropertyKey): void {
    const before = Object.getOwnPropertyDescriptor(object, name);
    const value = Reflect.get(object, name);
    this.#taken.push(() => {
      // Behind a setter there may be more than the property.
      if (before?.set) Reflect.set(object, name, value);
      if (before) Object.defineProperty(object, name, before);
      else Reflect.deleteProperty(object, name);
    });
  }

  /** Gives a member another value. */
  replace(object: object, name: PropertyKey, value: unknown): void {
    this.keep(object, name);
    Reflect.set(object, name, value);
  }

  /** Puts everything back, the last first. */
  putBack(): void {
    for (let last = this.#taken.pop(); last; last = this.#taken.pop()) last();
  }
}
