/** The way that `glob` takes through folders: which to look into, and for what. It asks nothing of the share itself. */
import type { Dirent } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path/posix';
import type { GlobOptions, Pattern } from './glob-options.ts';

/** How far a path has matched a pattern. */
interface Position {
  readonly pattern: Pattern;
  /** The part that what lies in the folder is compared with. */
  readonly index: number;
  /** Reached by skipping a `**`, so that it may begin in any folder. */
  readonly anywhere: boolean;
}

/** A path that has matched so far. */
export interface Visit {
  /** As results spell it: relative to the folder that the patterns begin in, or absolute. */
  readonly path: string;
  readonly fullPath: string;
  readonly positions: readonly Position[];
  /** What it is; undefined where nobody has looked. */
  readonly self: SeenEntry | undefined;
  /** A link back to where the way came from: it is found, and not entered. */
  readonly closed: boolean;
  /** The real paths of this folder and of those it was reached through, where links are followed. */
  readonly realPaths: readonly string[];
}

/** An entry of a folder. */
export interface SeenEntry {
  readonly entry: Dirent;
  /** A folder, or a link to one that is followed. */
  readonly leadsOn: boolean;
  /** Where the link leads, if it is one that is followed. */
  readonly realPath?: string | undefined;
}

/** What must be known of a path to go on from it. */
export interface Question {
  /** What it is itself. */
  readonly self: boolean;
  /** All that is in it. */
  readonly listing: boolean;
  /** What these names in it are, which need not be in the listing: the server may find them in another letter case. */
  readonly names: ReadonlySet<string>;
}

export interface Answer {
  readonly self: SeenEntry | undefined;
  readonly entries: readonly SeenEntry[];
}

/** What has come of a visit. */
export interface Progress {
  readonly found: readonly (string | Dirent)[];
  readonly further: readonly Visit[];
}

export class GlobWalk {
  readonly #options: GlobOptions;
  readonly #found: Set<string> = new Set();
  /** What has been gone on with in a parent: from each of its folders there is a way back to it. */
  readonly #wentUp: Map<Pattern, Set<string>> = new Map();

  constructor(options: GlobOptions) {
    this.#options = options;
  }

  /** Where the patterns begin. `realRoot` is the real path of their folder, needed where links are followed. */
  begin(realRoot: string): Visit[] {
    const starts = new Map<string, Position[]>();
    for (const pattern of this.#options.patterns) {
      const [path, index] = startOf(pattern, this.#options.top);
      const positions = starts.get(path) ?? [];
      positions.push({ pattern, index, anywhere: false });
      starts.set(path, positions);
    }
    const visits = [...starts].map(([path, positions]) => {
      const realPath = path === '.' ? realRoot : resolve(this.#options.root, path);
      return this.#visit({ path, positions, self: undefined, closed: false, realPaths: [realPath] });
    });
    return visits.filter(({ fullPath }) => !this.#options.isExcluded(fullPath));
  }

  question(visit: Visit): Question {
    const { positions, self, closed } = visit;
    const compared = positions.filter(({ pattern, index }) => index < pattern.length && pattern[index] !== '');
    const named = compared.filter(
      ({ pattern, index, anywhere }) => pattern[index] === '..' || (!anywhere && typeof pattern[index] === 'string'),
    );
    const entered = !closed && this.#mayEnter(visit) && (self === undefined || this.#isFolder(self));
    return {
      self: self === undefined && positions.some(isAtItsEnd),
      listing: entered && compared.length > named.length,
      names: new Set(entered ? named.map(({ pattern, index }) => String(pattern[index])) : []),
    };
  }

  /** Not as deep as results may lie; a pattern from the root on goes to where they all begin first. */
  #mayEnter({ fullPath, positions }: Visit): boolean {
    const { root, maxDepth } = this.#options;
    if (depthOf(root, fullPath) < maxDepth) return true;
    return positions.some(({ pattern }) => pattern[0] === '') && isAbove(fullPath, root);
  }

  /** A link counts here, where a name of its own has led to it. */
  #isFolder({ entry, leadsOn }: SeenEntry): boolean {
    return leadsOn || (!this.#options.followSymlinks && entry.isSymbolicLink());
  }

  /** Goes on from a visit. */
  proceed(visit: Visit, { self, entries }: Answer): Progress {
    const found: (string | Dirent)[] = [];
    const further: Visit[] = [];
    if (self && this.#isResult(visit, self)) this.#add(found, visit.path, self.entry);
    for (const seen of entries) {
      const path = join(visit.path, seen.entry.name);
      const { matches, positions } = this.#compare(visit, seen);
      if (matches) this.#add(found, path, seen.entry);
      const next = positions.length > 0 ? this.#enter(visit, path, positions, seen) : undefined;
      if (next) further.push(next);
    }
    return { found, further };
  }

  /** Whether a pattern ends here, with `**` or with a slash. */
  #isResult({ path, positions }: Visit, self: SeenEntry): boolean {
    return positions.some((position) => {
      if (!isAtItsEnd(position)) return false;
      const { pattern, index } = position;
      if (pattern[index] === '') return this.#isFolder(self);
      // The folder where it all begins is one of its own results only where it is asked for.
      return path !== '.' || pattern[0] === '.' || pattern.length === 1;
    });
  }

  /** Which patterns an entry completes, and which go on in it. */
  #compare({ positions }: Visit, seen: SeenEntry): { matches: boolean; positions: Position[] } {
    const { entry, leadsOn } = seen;
    const further: Position[] = [];
    let matches = false;
    let excluded: boolean | undefined;
    for (const { pattern, index, anywhere } of positions) {
      const part = pattern[index];
      const last = index === pattern.length - 1;
      const any = typeof part === 'symbol';
      if ((any && !entersAnywhere(pattern, index, entry.name)) || (!any && !matchesName(part, entry.name))) continue;
      if (any || anywhere) {
        excluded ??= this.#asksToExclude(entry);
        if (excluded) continue;
      }
      if (any) {
        if (leadsOn) further.push({ pattern, index, anywhere: false });
        else if (last) matches = true;
      } else if (last) matches = true;
      else if (leadsOn || (typeof part === 'string' && !anywhere)) {
        further.push({ pattern, index: index + 1, anywhere: false });
      }
    }
    return { matches, positions: further };
  }

  #asksToExclude(entry: Dirent): boolean {
    const { exclude, withFileTypes } = this.#options;
    return Boolean(exclude?.(withFileTypes ? entry : entry.name));
  }

  /** Undefined where the way does not go on: what is excluded, and a link back to where it came from. */
  #enter(visit: Visit, path: string, positions: readonly Position[], self: SeenEntry): Visit | undefined {
    const { exclude, isExcluded, root, withFileTypes } = this.#options;
    const fullPath = resolve(root, path);
    if (isExcluded(fullPath) || (self.leadsOn && isExcluded(`${fullPath}/`))) return undefined;
    if (exclude?.(withFileTypes ? self.entry : path)) return undefined;
    const realPath = self.realPath ?? join(visit.realPaths.at(-1) ?? '/', self.entry.name);
    const cyclic = self.realPath !== undefined && visit.realPaths.includes(realPath);
    const fresh =
      self.entry.name === '..' ? positions.filter((position) => this.#goesUpFirst(path, position)) : positions;
    if (fresh.length === 0) return undefined;
    return this.#visit({ path, positions: fresh, self, closed: cyclic, realPaths: [...visit.realPaths, realPath] });
  }

  #goesUpFirst(path: string, { pattern, index }: Position): boolean {
    const seen = this.#wentUp.get(pattern) ?? new Set();
    this.#wentUp.set(pattern, seen);
    const key = `${index}:${path}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  }

  #visit(visit: Omit<Visit, 'fullPath'>): Visit {
    const fullPath = resolve(this.#options.root, visit.path);
    return { ...visit, fullPath, positions: withSkipped(visit.positions) };
  }

  #add(found: (string | Dirent)[], path: string, entry: Dirent): void {
    const { isExcluded, maxDepth, root, withFileTypes } = this.#options;
    const fullPath = resolve(root, path);
    if (this.#found.has(path) || depthOf(root, fullPath) > maxDepth || isExcluded(fullPath)) return;
    this.#found.add(path);
    found.push(withFileTypes ? entry : path);
  }
}

/** How many names lie between the two, up or down. */
function depthOf(root: string, path: string): number {
  const way = relative(root, path);
  return way === '' ? 0 : way.split('/').length;
}

function isAbove(path: string, root: string): boolean {
  const way = relative(path, root);
  return way !== '' && way !== '..' && !way.startsWith('../');
}

/** The folder that a pattern begins in, and the first part that counts there. There is nothing to be seen above `top`. */
function startOf(pattern: Pattern, top: string): [path: string, index: number] {
  if (pattern[0] === '') {
    const names = dirname(top)
      .split('/')
      .filter((name) => name !== '');
    return names.every((name, index) => matchesName(pattern[index + 1], name))
      ? [dirname(top), names.length + 1]
      : ['/', 1];
  }
  if (pattern[0] === '..') return ['../', 1];
  return ['.', pattern[0] === '.' ? 1 : 0];
}

/** Each `**` may stand for no name at all. */
function withSkipped(positions: readonly Position[]): Position[] {
  const all = new Map<string, Position>();
  const ids = new Map<Pattern, number>();
  const add = (position: Position): void => {
    const { pattern, index } = position;
    const id = ids.get(pattern) ?? ids.size;
    ids.set(pattern, id);
    const key = `${id}:${index}:${position.anywhere}`;
    if (all.has(key)) return;
    all.set(key, position);
    if (typeof pattern[index] === 'symbol' && index < pattern.length - 1) {
      add({ pattern, index: index + 1, anywhere: true });
    }
  };
  positions.forEach(add);
  return [...all.values()];
}

/** Whether the pattern is complete without a further name. */
function isAtItsEnd({ pattern, index }: Position): boolean {
  return index === pattern.length - 1 && (typeof pattern[index] === 'symbol' || pattern[index] === '');
}

function matchesName(part: Pattern[number] | undefined, name: string): boolean {
  if (part === undefined || typeof part === 'symbol') return false;
  return typeof part === 'string' ? part === name : part.test(name);
}

/** Whether the `**` at `index` takes an entry: a hidden one only where what comes next asks for it. */
function entersAnywhere(pattern: Pattern, index: number, name: string): boolean {
  if (name === '..') return false;
  return (
    !name.startsWith('.') ||
    matchesName(
      pattern.slice(index).find((part) => typeof part !== 'symbol'),
      name,
    )
  );
}
