/** The callbacks of `fs`: where each method takes it, and what node complains of first when more than one argument is wrong. */

export interface Signature {
  /** How many parameters the method has with its callback, which is the last. */
  readonly parameters: number;
  /** The callback is checked before the other arguments, or behind them. */
  readonly checked: 'first' | 'last';
  /** Where nothing stands in the callback's place, `fs` takes what comes before it for the callback, and complains of that. */
  readonly looksBack?: boolean;
}

const first = (parameters: number): Signature => ({ parameters, checked: 'first' });
const last = (parameters: number): Signature => ({ parameters, checked: 'last' });
const lookingBack = (signature: Signature): Signature => ({ ...signature, looksBack: true });

/** One entry a method that takes a callback. */
export const signatures: Readonly<Record<string, Signature>> = {
  access: first(3),
  appendFile: lookingBack(first(4)),
  chmod: last(3),
  chown: first(4),
  close: first(2),
  copyFile: first(4),
  cp: first(4),
  fchmod: last(3),
  fchown: last(4),
  fdatasync: first(2),
  fstat: first(3),
  fsync: first(2),
  ftruncate: last(3),
  futimes: last(4),
  glob: first(3),
  lchmod: last(3),
  lchown: first(4),
  link: first(3),
  lstat: first(3),
  lutimes: first(4),
  mkdir: first(3),
  mkdtemp: first(3),
  open: last(4),
  opendir: first(3),
  read: last(6),
  readFile: lookingBack(first(3)),
  readdir: first(3),
  readlink: first(3),
  readv: lookingBack(last(4)),
  realpath: first(3),
  rename: first(3),
  rm: last(3),
  rmdir: first(3),
  stat: first(3),
  statfs: first(3),
  symlink: first(4),
  truncate: last(3),
  unlink: first(2),
  utimes: first(4),
  write: last(6),
  writeFile: lookingBack(first(4)),
  writev: lookingBack(last(4)),
};

/** The signature of an operation. */
export function signatureOf(name: string): Signature {
  const signature = signatures[name];
  if (!signature) throw new Error(`no signature of ${name}`);
  return signature;
}

/** A call taken apart. */
export interface TakenApart {
  /** What came before the callback. */
  readonly args: readonly unknown[];
  /** Undefined where there is no function. */
  readonly callback: ((...results: unknown[]) => void) | undefined;
  /** What stands in the callback's own place where there is none. */
  readonly inPlace: unknown;
}

/** Finds the callback: the last function among the parameters, as everything that may be left out stands before it. */
export function takeApart({ parameters }: Signature, given: readonly unknown[]): TakenApart {
  const all = given.slice(0, parameters);
  const at = all.findLastIndex((value) => typeof value === 'function');
  if (at < 0) return { args: all.slice(0, parameters - 1), callback: undefined, inPlace: all[parameters - 1] };
  return { args: all.slice(0, at), callback: all[at] as (...results: unknown[]) => void, inPlace: undefined };
}
