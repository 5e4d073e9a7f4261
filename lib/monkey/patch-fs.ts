/** `patchFs`: has a share answer where `node:fs` did. */
import nodeFs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { patchFs as monkeyPatch } from 'fs-monkey';
import { type Territory, territoryOf } from '../fs/territory.ts';
import type { SmbFs } from '../index.ts';
import { callbackCrossings, promiseCrossings, syncCrossings } from './crossings.ts';
import { type Members, type Methods, membersOf, routedModule } from './routed.ts';
import { Replacements, type Undo, undoOnce } from './undo.ts';

/**
 * Puts the share in place of the part of `fs` that lies under its `mountPoint`, or of all of it when it has none: methods with
 * callbacks, promises and `Sync`, streams, and watching. Everything else is answered as before, and open files by whoever opened
 * them. Between the two, `rename` and `link` fail with EXDEV, as between any two file systems, and `copyFile` and `cp` copy.
 *
 * `target` is `node:fs` by default, for the whole process: whoever imported or required it, by names too, unless a function has
 * been taken from it before. Any other object of its shape can be given instead.
 *
 * What is returned puts everything back. The share stays open: files that were opened on it still work.
 */
export function patchFs(smb: SmbFs, target: typeof nodeFs = nodeFs): Undo {
  const bounds = new Borders(territoryOf(smb));
  const local = membersOf(target);
  const localPromises = membersOf(target.promises);
  const promises: Methods = routedModule({
    bounds,
    share: membersOf(smb.promises),
    local: localPromises,
    crossings: promiseCrossings(bounds, { share: smb.promises, local: typed(localPromises) }, () => promises),
  });
  const view: Methods = routedModule({
    bounds,
    share: membersOf(smb.fs),
    local,
    crossings: {
      ...callbackCrossings(bounds, promises),
      ...syncCrossings(bounds, { share: smb.fs, local: typed(local) }, () => view),
    },
  });

  const replacements = new Replacements();
  const isNodes = target === nodeFs;
  // There `fs.promises` is a module too, which stays the same object.
  if (isNodes)
    for (const [name, method] of Object.entries(promises)) replacements.replace(target.promises, name, method);
  const undoMonkey = patchMembers(
    target,
    isNodes ? target.promises : { ...localPromises, ...promises },
    view,
    replacements,
  );
  if (isNodes) syncBuiltinESMExports();
  return undoOnce(() => {
    bounds.areOpen = false;
    undoMonkey();
    replacements.putBack();
    if (isNodes) syncBuiltinESMExports();
  });
}

/** fs-monkey gets the methods that it knows; what it leaves out, and what its functions lack, is done here. */
function patchMembers(target: object, promises: object, view: Methods, replacements: Replacements): () => void {
  const before = membersOf(target);
  replacements.keep(target, 'promises');
  const { ReadStream: _, WriteStream: __, ...methods } = view;
  const undo = monkeyPatch({ ...methods, promises }, target);
  for (const [name, member] of Object.entries(view)) {
    const now: unknown = Reflect.get(target, name);
    if (now === before[name]) replacements.replace(target, name, member);
    else complete(now as object, member);
  }
  return undo;
}

/** A bound function has lost its name, and what hung on it: `realpath.native`, and what `util.promisify` looks for. */
function complete(bound: object, method: object): void {
  for (const key of Reflect.ownKeys(method)) {
    const property = Object.getOwnPropertyDescriptor(method, key);
    if (property && key !== 'prototype') Object.defineProperty(bound, key, property);
  }
}

/** Functions of `fs` under their own names. */
function typed<Module>(members: Members): Module {
  return members as Module;
}

/** The bounds of a share for as long as it is mounted; files that were opened until then stay its own. */
class Borders implements Territory {
  areOpen = true;
  readonly #bounds: Territory;

  constructor(bounds: Territory) {
    this.#bounds = bounds;
  }

  holdsPath(path: unknown): boolean {
    return this.areOpen && this.#bounds.holdsPath(path);
  }

  holdsFile(file: unknown): boolean {
    return this.#bounds.holdsFile(file);
  }

  textOf(path: unknown, name: string): string {
    return this.#bounds.textOf(path, name);
  }
}
