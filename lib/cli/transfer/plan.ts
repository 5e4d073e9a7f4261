/** Finds what a transfer has to do, folder by folder, while it is being done. */
import { randomUUID } from 'node:crypto';
import type { CopyJob, Job, Listener } from './job.ts';
import { partFamily, partName } from './part-name.ts';
import { isFatal, retrying } from './retry.ts';
import { type Entry, entryOf, lookAt, type Side } from './side.ts';

export interface PlanOptions {
  /** Which files are left alone because they are there: none, those of the same size and time, those of the same content. */
  readonly keep: 'none' | 'same-time' | 'same-content';
  /** Milliseconds by which times may differ and be the same. */
  readonly tolerance: number;
  /** Remove what is at the destination only. */
  readonly delete: boolean;
  /** Look through links at what they lead to; otherwise they are left out. */
  readonly follow: boolean;
  /** Paths that are left alone on both sides. */
  readonly excluded: (path: string) => boolean;
  /** Change nothing. */
  readonly dryRun: boolean;
  /** Partial files are there to be continued. */
  readonly resume: boolean;
  readonly signal: AbortSignal;
}

/** A folder to be transferred. */
interface Folder {
  readonly path: string;
  readonly from: string;
  readonly to: string;
  /** It was made by this plan: nothing is in it. */
  readonly isNew: boolean;
  /** The folders that it was reached through, where links are followed. */
  readonly above: readonly string[];
}

/** What there is in one folder at the destination. */
interface Existing {
  readonly entries: ReadonlyMap<string, Entry>;
  /** The same by their folded names. */
  readonly folded: ReadonlyMap<string, Entry>;
  /** Names of unfinished files by what they have in common with others of the same file. */
  readonly parts: ReadonlyMap<string, readonly string[]>;
}

const NOTHING: Existing = { entries: new Map(), folded: new Map(), parts: new Map() };

/** An error in the way of one path. */
export class ConflictError extends Error {
  readonly code = 'ERR_SMBFS_CONFLICT';
}

export class Plan {
  readonly #from: Side;
  readonly #to: Side;
  readonly #options: PlanOptions;
  readonly #listener: Listener;
  /** Whether the destination takes names for the same that differ in case; undefined while nobody had to know. */
  #ignoresCase: Promise<boolean> | undefined;

  constructor(from: Side, to: Side, options: PlanOptions, listener: Listener) {
    this.#from = from;
    this.#to = to;
    this.#options = options;
    this.#listener = listener;
  }

  /** All jobs for a folder and what is below it. Folders are made on the way; memory is for one folder's entries at a time. */
  async *folder(from: string, to: string): AsyncGenerator<Job, void, undefined> {
    const top = await lookAt(this.#to, to, true);
    if (top && top.kind !== 'folder') throw new ConflictError(`${this.#to.show(to)} is there, and no folder`);
    if (!top) await this.#makeFolder(to, '');
    const above = this.#options.follow ? [await this.#identity(from)] : [];
    const folders: Folder[] = [{ path: '', from, to, isNew: !top, above }];
    for (let folder = folders.pop(); folder; folder = folders.pop()) {
      this.#options.signal.throwIfAborted();
      try {
        yield* this.#children(folder, folders);
      } catch (error) {
        this.#failed(folder.path, error);
      }
    }
    this.#listener.planComplete();
  }

  /** The one job for a file. */
  async *file(from: string, to: string): AsyncGenerator<Job, void, undefined> {
    const entry = entryOf(to, await this.#from.fs.stat(from));
    const folder = this.#to.parent(to);
    if (!(await lookAt(this.#to, folder, true))) await this.#makeFolder(folder, '');
    const existing = await lookAt(this.#to, to, false);
    if (existing?.kind === 'folder') throw new ConflictError(`${this.#to.show(to)} is a folder`);
    yield* this.#copy({ path: this.#to.show(to), from, folder, to, entry }, existing);
    this.#listener.planComplete();
  }

  async *#children(folder: Folder, folders: Folder[]): AsyncGenerator<Job, void, undefined> {
    const [entries, existing] = await this.#retrying(() =>
      Promise.all([this.#listSource(folder), this.#listExisting(folder)]),
    );
    const names = new Set(entries.map(({ name }) => name));
    const folded = foldedNames(entries);
    if (this.#options.delete) yield* this.#leftovers(folder, existing, names, folded);
    const taken = new Set<string>();
    for (const entry of entries) {
      const path = join(folder.path, entry.name);
      try {
        const fold = foldName(entry.name);
        if (taken.has(fold) && (await this.#caseIgnored(folder.to))) {
          throw new ConflictError(
            `another name differs from ${entry.name} in case only, and the destination keeps one`,
          );
        }
        taken.add(fold);
        yield* this.#child(folder, path, entry, existing, folders);
      } catch (error) {
        this.#failed(path, error);
      }
    }
  }

  async *#child(
    folder: Folder,
    path: string,
    listed: Entry,
    existing: Existing,
    folders: Folder[],
  ): AsyncGenerator<Job, void, undefined> {
    const fault = this.#to.nameFault(listed.name);
    if (fault) throw new ConflictError(`${listed.name} cannot be a name here: ${fault}`);
    const from = this.#from.join(folder.from, listed.name);
    const entry = listed.kind === 'link' && this.#options.follow ? await this.#behind(from, listed) : listed;
    if (entry.kind !== 'file' && entry.kind !== 'folder') {
      const reason = entry.kind === 'link' ? 'a symbolic link' : 'neither file nor folder';
      this.#listener.skipped(path, reason);
      return;
    }
    const found = await this.#existingOf(folder, entry.name, existing);
    const to = this.#to.join(folder.to, entry.name);
    if (entry.kind === 'folder') {
      const above = this.#options.follow ? await this.#aboveOf(folder, from, path, listed) : [];
      if (!above) return;
      const there = found && (await this.#makeWay(found, found.kind !== 'folder', to, path)) ? undefined : found;
      if (!there) await this.#makeFolder(to, path);
      folders.push({ path, from, to, isNew: !there, above });
      return;
    }
    const gone = found && (await this.#makeWay(found, found.kind === 'folder', to, path));
    await this.#dropOldParts(folder, entry, existing);
    yield* this.#copy({ path, from, folder: folder.to, to, entry }, gone ? undefined : found);
  }

  *#copy(
    file: Omit<CopyJob, 'kind' | 'isNew' | 'compare'>,
    existing: Entry | undefined,
  ): Generator<Job, void, undefined> {
    const { keep, tolerance } = this.#options;
    const { entry, path } = file;
    const sameSize = existing?.kind === 'file' && existing.size === entry.size;
    if (keep === 'same-time' && sameSize && Math.abs(existing.mtime - entry.mtime) <= tolerance) {
      this.#listener.unchanged(path);
      return;
    }
    const job: CopyJob = { ...file, kind: 'copy', isNew: !existing, compare: keep === 'same-content' && sameSize };
    this.#listener.planned(job);
    yield job;
  }

  /** What is at the destination and not at the source, but for what is excluded. */
  async *#leftovers(
    folder: Folder,
    existing: Existing,
    names: ReadonlySet<string>,
    folded: ReadonlySet<string>,
  ): AsyncGenerator<Job, void, undefined> {
    for (const { name, kind } of existing.entries.values()) {
      if (names.has(name)) continue;
      const path = join(folder.path, name);
      if (this.#options.excluded(path)) continue;
      const to = this.#to.join(folder.to, name);
      // Where case is ignored, it is the very file that will be written under the other name.
      if (folded.has(foldName(name)) && (await this.#caseIgnored(folder.to))) continue;
      yield { kind: 'delete', path, to, isFolder: kind === 'folder' };
    }
    if (this.#options.resume) return;
    for (const name of [...existing.parts.values()].flat()) {
      yield { kind: 'delete', path: join(folder.path, name), to: this.#to.join(folder.to, name), isFolder: false };
    }
  }

  async #listSource({ path, from }: Folder): Promise<Entry[]> {
    const entries: Entry[] = [];
    for await (const entry of this.#from.list(from)) {
      if (partFamily(entry.name) === undefined && !this.#options.excluded(join(path, entry.name))) entries.push(entry);
    }
    return entries.sort(byName);
  }

  async #listExisting({ to, isNew }: Folder): Promise<Existing> {
    if (isNew) return NOTHING;
    const entries = new Map<string, Entry>();
    const folded = new Map<string, Entry>();
    const parts = new Map<string, string[]>();
    for await (const entry of this.#to.list(to)) {
      const family = partFamily(entry.name);
      if (family === undefined) {
        entries.set(entry.name, entry);
        folded.set(foldName(entry.name), entry);
      } else parts.set(family, [...(parts.get(family) ?? []), entry.name]);
    }
    return { entries, folded, parts };
  }

  /** What the destination has under a name, or under one that it takes for the same. */
  async #existingOf(folder: Folder, name: string, { entries, folded }: Existing): Promise<Entry | undefined> {
    const found = entries.get(name) ?? folded.get(foldName(name));
    return found && (found.name === name || (await this.#caseIgnored(folder.to))) ? found : undefined;
  }

  /** Removes what is `inTheWay` of a folder or file, where that may be; otherwise it is a conflict. Whether it has. */
  async #makeWay({ kind }: Entry, inTheWay: boolean, to: string, path: string): Promise<boolean> {
    if (!inTheWay) return false;
    if (!this.#options.delete) {
      throw new ConflictError(`${this.#to.show(to)} is there, and ${kind === 'folder' ? 'a folder' : 'no folder'}`);
    }
    if (!this.#options.dryRun) await this.#to.fs.rm(to, { recursive: kind === 'folder' });
    this.#listener.deleted(path);
    return true;
  }

  async #makeFolder(to: string, path: string): Promise<void> {
    // The top one may lack folders above it.
    const recursive = path === '';
    if (!this.#options.dryRun) {
      await this.#retrying(async (attempt) => {
        // The answer to an earlier attempt may have been lost.
        await this.#to.fs.mkdir(to, { recursive: recursive || attempt > 0 });
      });
    }
    this.#listener.folderMade(path);
  }

  /** One path is lost, or all is. */
  #failed(path: string, error: unknown): void {
    this.#options.signal.throwIfAborted();
    this.#listener.failed(path, error);
    if (isFatal(error)) throw error;
  }

  #retrying<T>(task: (attempt: number) => Promise<T>): Promise<T> {
    return retrying(task, { signal: this.#options.signal });
  }

  async #behind(from: string, link: Entry): Promise<Entry> {
    return entryOf(link.name, await this.#from.fs.stat(from));
  }

  /** The folders above those in `from`; undefined, and told of, where it is one of them itself: links can lead in circles. */
  async #aboveOf(folder: Folder, from: string, path: string, { kind }: Entry): Promise<readonly string[] | undefined> {
    const identity = await this.#identity(from);
    if (kind === 'link' && folder.above.includes(identity)) {
      this.#listener.skipped(path, 'a link to a folder that it is in');
      return undefined;
    }
    return [...folder.above, identity];
  }

  async #identity(from: string): Promise<string> {
    const { dev, ino } = await this.#from.fs.stat(from, { bigint: true });
    return `${dev} ${ino}`;
  }

  /** Removes what runs that were interrupted have left of other versions of a file. */
  async #dropOldParts(folder: Folder, entry: Entry, { parts }: Existing): Promise<void> {
    if (parts.size === 0 || this.#options.dryRun || this.#options.delete) return;
    const current = partName(entry);
    for (const name of parts.get(partFamily(current) ?? '') ?? []) {
      if (name !== current) await this.#dropPart(folder, name);
    }
  }

  /** That one is left over is told, and nothing that keeps a file from being copied. */
  async #dropPart({ path, to }: Folder, name: string): Promise<void> {
    try {
      await this.#to.fs.unlink(this.#to.join(to, name));
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return;
      this.#listener.skipped(join(path, name), `what an earlier run has left, which cannot be removed: ${message}`);
    }
  }

  /** Tries it out, once; when nothing may be changed, what most servers do is assumed. */
  #caseIgnored(folder: string): Promise<boolean> {
    this.#ignoresCase ??= this.#options.dryRun ? Promise.resolve(true) : this.#tryCase(folder);
    return this.#ignoresCase;
  }

  async #tryCase(folder: string): Promise<boolean> {
    const name = `.smbfs-case-${randomUUID()}`;
    const path = this.#to.join(folder, name);
    await this.#to.fs.writeFile(path, '');
    try {
      return (await lookAt(this.#to, this.#to.join(folder, name.toUpperCase()), false)) !== undefined;
    } finally {
      await this.#to.fs.unlink(path);
    }
  }
}

function foldedNames(entries: readonly Entry[]): Set<string> {
  return new Set(entries.map(({ name }) => foldName(name)));
}

/** The same for names that a server which ignores case takes for one. */
function foldName(name: string): string {
  return name.toUpperCase();
}

function byName(one: Entry, other: Entry): number {
  return one.name < other.name ? -1 : 1;
}

function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
