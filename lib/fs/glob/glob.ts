/** `glob`: the paths that match patterns, folder by folder. */
import type { Dirent, Stats } from 'node:fs';
import { join } from 'node:path/posix';
import { nothingThere } from '../errors/nothing-there.ts';
import { TREE_CONCURRENCY } from '../limit.ts';
import type { GlobOptions } from './glob-options.ts';
import { type Answer, GlobWalk, type SeenEntry, type Visit } from './glob-walk.ts';

/** The operations that a walk needs, by their names in `fs`; what is listed is wanted with its types. */
type Request = [
  name: 'readdir' | 'lstat' | 'stat' | 'realpath',
  path: string,
  options?: { readonly withFileTypes: true },
];

/** Makes a request of the share. */
export type Ask<R> = (...request: Request) => R;

/** Makes a `Dirent` of what `lstat` tells. */
export type EntryMaker = (path: string, stats: Stats) => Dirent;

/** Asks one request after the other; an answer is undefined where there is nothing. */
type Asking<R> = Generator<Request, R, unknown>;

/** Finds what matches, as it is iterated over; several folders are read at a time. */
export async function* glob(
  options: GlobOptions,
  ask: Ask<Promise<unknown>>,
  makeEntry: EntryMaker,
): AsyncGenerator<string | Dirent, void, undefined> {
  const walk = new GlobWalk(options);
  const looker = new Looker(options, walk, makeEntry);
  const waiting = walk.begin(await finish(looker.realRoot(), ask));
  const asked: { readonly visit: Visit; readonly answer: Promise<Answer> }[] = [];
  try {
    for (;;) {
      for (const visit of waiting.splice(0, TREE_CONCURRENCY - asked.length)) {
        const answer = finish(looker.look(visit), ask);
        // Its failure is told when it is this one's turn.
        answer.catch(() => {});
        asked.push({ visit, answer });
      }
      const first = asked.shift();
      if (!first) return;
      const { found, further } = walk.proceed(first.visit, await first.answer);
      waiting.push(...further);
      yield* found;
    }
  } finally {
    await Promise.allSettled(asked.map(({ answer }) => answer));
  }
}

/** Finds all that matches, with requests that are answered at once. */
export function globSync(options: GlobOptions, ask: Ask<unknown>, makeEntry: EntryMaker): (string | Dirent)[] {
  const walk = new GlobWalk(options);
  const looker = new Looker(options, walk, makeEntry);
  const results: (string | Dirent)[] = [];
  const waiting = walk.begin(finishSync(looker.realRoot(), ask));
  for (let visit = waiting.shift(); visit; visit = waiting.shift()) {
    const { found, further } = walk.proceed(visit, finishSync(looker.look(visit), ask));
    waiting.push(...further);
    results.push(...found);
  }
  return results;
}

/** Finds out what the walk wants to know. */
class Looker {
  readonly #options: GlobOptions;
  readonly #walk: GlobWalk;
  readonly #makeEntry: EntryMaker;

  constructor(options: GlobOptions, walk: GlobWalk, makeEntry: EntryMaker) {
    this.#options = options;
    this.#walk = walk;
    this.#makeEntry = makeEntry;
  }

  /** Where the patterns begin: only where links are followed does it matter what it is really called. */
  *realRoot(): Asking<string> {
    const { followSymlinks, root } = this.#options;
    return followSymlinks ? (((yield ['realpath', root]) as string | undefined) ?? root) : root;
  }

  *look(visit: Visit): Asking<Answer> {
    const { fullPath } = visit;
    const { self, listing, names } = this.#walk.question(visit);
    const own = self ? yield* this.#lookAt(fullPath) : visit.self;
    const entries: SeenEntry[] = [];
    const missing = new Set(names);
    if (listing) {
      const listed = (yield ['readdir', fullPath, { withFileTypes: true }]) as Dirent[] | undefined;
      for (const entry of listed ?? []) {
        entries.push(yield* this.#seen(join(fullPath, entry.name), entry));
        missing.delete(entry.name);
      }
    }
    for (const name of missing) {
      const seen = yield* this.#lookAt(join(fullPath, name), name);
      if (seen) entries.push(seen);
    }
    return { self: own, entries };
  }

  /** What a path is, by the name that the pattern has for it. */
  *#lookAt(path: string, name?: string): Asking<SeenEntry | undefined> {
    const stats = (yield ['lstat', path]) as Stats | undefined;
    if (!stats) return undefined;
    const entry = this.#makeEntry(path, stats);
    if (name !== undefined) entry.name = name;
    return yield* this.#seen(path, entry);
  }

  *#seen(path: string, entry: Dirent): Asking<SeenEntry> {
    if (!this.#options.followSymlinks || !entry.isSymbolicLink()) return { entry, leadsOn: entry.isDirectory() };
    const leadsOn = ((yield ['stat', path]) as Stats | undefined)?.isDirectory() ?? false;
    return { entry, leadsOn, realPath: leadsOn ? ((yield ['realpath', path]) as string | undefined) : undefined };
  }
}

/** As in node, a path that cannot be looked at is one that does not match. */
async function finish<R>(asking: Asking<R>, ask: Ask<Promise<unknown>>): Promise<R> {
  let step = asking.next();
  while (!step.done) step = asking.next(await ask(...step.value).catch(nothingThere));
  return step.value;
}

function finishSync<R>(asking: Asking<R>, ask: Ask<unknown>): R {
  let step = asking.next();
  while (!step.done) {
    let answer: unknown;
    try {
      answer = ask(...step.value);
    } catch (error) {
      answer = nothingThere(error);
    }
    step = asking.next(answer);
  }
  return step.value;
}
