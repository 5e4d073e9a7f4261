/** Which files this client has made or opened lately, by name: what tells later whether a name leads to one of them. */
import type { Tree } from '../tree/tree.ts';
import type { CreateResponse } from '../wire/commands/create.ts';
import { diskFileIdOf } from './open-identity.ts';

/** Names that are remembered for a share: the oldest are forgotten first. */
const MOST = 1024;

const known = new WeakMap<Tree, Map<string, bigint>>();

/** Remembers what `name` has led to. */
export function rememberFile(tree: Tree, name: string, response: CreateResponse): void {
  rememberFileId(tree, name, diskFileIdOf(response));
}

/** The number of the file that `name` led to last; undefined where that is not known. */
export function knownFileId(tree: Tree, name: string): bigint | undefined {
  return known.get(tree.root)?.get(name);
}

/** As `rememberFile`; 0n and undefined forget what is known. */
export function rememberFileId(tree: Tree, name: string, fileId: bigint | undefined): void {
  const names = known.get(tree.root) ?? new Map<string, bigint>();
  known.set(tree.root, names);
  names.delete(name);
  if (fileId === undefined || fileId === 0n) return;
  names.set(name, fileId);
  for (const oldest of names.keys()) {
    if (names.size <= MOST) break;
    names.delete(oldest);
  }
}
