/** Copies a file within a share: by the server where it can, by reading and writing where it cannot. */
import { SmbError } from '../../errors.ts';
import type { Tree } from '../../tree/tree.ts';
import {
  FILE_READ_ATTRIBUTES,
  FILE_READ_DATA,
  FILE_WRITE_ATTRIBUTES,
  FILE_WRITE_DATA,
} from '../../wire/commands/access-mask.ts';
import { FILE_CREATE, FILE_NON_DIRECTORY_FILE, FILE_OPEN_IF } from '../../wire/commands/create.ts';
import { copyThroughClient } from '../client-side-copy.ts';
import { noteOwnChange } from '../leases.ts';
import { type CallOptions, Open } from '../open.ts';
import { copyOnServer, ResumeKey } from '../server-side-copy.ts';
import { readOnlyChange } from './change.ts';
import { remove } from './remove.ts';

export interface CopyOptions extends CallOptions {
  /** Fail with STATUS_OBJECT_NAME_COLLISION where there is something of that name. */
  readonly exclusive?: boolean;
}

/**
 * Copies the content of `from` to `to`, and whether it is read-only. A file of that name keeps its identity and its other
 * attributes; a copy onto itself changes nothing. A copy that fails is removed.
 */
export async function copyFile(tree: Tree, from: string, to: string, options: CopyOptions = {}): Promise<void> {
  const source = await Open.create(
    tree,
    from,
    FILE_READ_DATA | FILE_READ_ATTRIBUTES,
    { createOptions: FILE_NON_DIRECTORY_FILE },
    options,
  );
  const key = new ResumeKey(source, options);
  let target: Open;
  try {
    if (source.info.endOfFile > 0) key.askAhead();
    target = await Open.create(
      tree,
      to,
      FILE_WRITE_DATA | FILE_READ_ATTRIBUTES | FILE_WRITE_ATTRIBUTES,
      {
        createDisposition: options.exclusive ? FILE_CREATE : FILE_OPEN_IF,
        // What is in the way of a new file may be a folder too.
        createOptions: options.exclusive ? 0 : FILE_NON_DIRECTORY_FILE,
      },
      options,
    );
    await fill(source, key, target, to, options);
  } catch (error) {
    if (!tree.ended) await source.close();
    throw error;
  }
  await Promise.all([target.close(), source.close()]);
}

/** Makes `target` what `source` is; where that fails, it is closed and removed. */
async function fill(source: Open, key: ResumeKey, target: Open, to: string, options: CopyOptions): Promise<void> {
  const { tree } = source;
  noteOwnChange(tree, to);
  try {
    if (await isSameFile(source, target, options)) return;
    if (target.info.endOfFile > 0) await target.truncate(0, options);
    await copyContent(source, key, target, options);
    if (source.info.isReadOnly !== target.info.isReadOnly) {
      await target.change(readOnlyChange(target.info, source.info.isReadOnly), options);
    }
  } catch (error) {
    if (!tree.ended) {
      await target.close();
      await removeUnfinished(tree, to);
    }
    throw error;
  }
}

async function isSameFile(source: Open, target: Open, options: CallOptions): Promise<boolean> {
  const known = source.isOfSameFile(target);
  if (known !== undefined) return known;
  const [one, other] = await Promise.all([source.stat(options), target.stat(options)]);
  if (one.indexNumber !== 0n) return one.indexNumber === other.indexNumber;
  return source.name.toLowerCase() === target.name.toLowerCase();
}

async function copyContent(source: Open, key: ResumeKey, target: Open, options: CallOptions): Promise<void> {
  const { endOfFile } = source.info;
  if (await copyOnServer(key, target, 0, endOfFile, options)) return;
  await copyThroughClient(source, target, 0, endOfFile, options);
}

/** Takes half a copy away again; where even that fails, what the copy failed with is the news. */
async function removeUnfinished(tree: Tree, name: string): Promise<void> {
  try {
    await remove(tree, name, 'file');
  } catch (error) {
    if (!(error instanceof SmbError)) throw error;
  }
}
