/** Another name for an open file: renaming, and hard links.  [MS-FSA] 2.1.5.14.11, 2.1.5.14.6 */
import { DELETE } from '../../wire/commands/access-mask.ts';
import { FILE_NOTIFY_CHANGE_DIR_NAME, FILE_NOTIFY_CHANGE_FILE_NAME } from '../../wire/commands/change-notify.ts';
import { FILE_ATTRIBUTE_READONLY } from '../../wire/fscc/file-attributes.ts';
import type { FileRenameInformation } from '../../wire/fscc/file-rename-information.ts';
import {
  FILE_ACTION_ADDED,
  FILE_ACTION_REMOVED,
  FILE_ACTION_RENAMED_NEW_NAME,
  FILE_ACTION_RENAMED_OLD_NAME,
} from '../../wire/fscc/notify-information.ts';
import {
  STATUS_ACCESS_DENIED,
  STATUS_FILE_IS_A_DIRECTORY,
  STATUS_NOT_A_DIRECTORY,
  STATUS_NOT_SUPPORTED,
  STATUS_OBJECT_NAME_COLLISION,
  STATUS_OBJECT_NAME_INVALID,
  STATUS_SHARING_VIOLATION,
} from '../../wire/ntstatus.ts';
import { StatusFailure } from '../protocol/status-failure.ts';
import { FileOpen } from './file-open.ts';
import type { Located } from './namespace.ts';
import type { Volume } from './volume.ts';
import { parseWirePath } from './wire-path.ts';

export function renameFile(open: FileOpen, { fileName, replaceIfExists }: FileRenameInformation): Promise<void> {
  const { volume } = open;
  const wanted = parseWirePath(fileName, volume.names);
  return volume.exclusively(async () => {
    if (open.components.length === 0 || wanted.length === 0) throw new StatusFailure(STATUS_ACCESS_DENIED);
    const located = await volume.namespace.locate(wanted);
    // A name that differs by case finds the file itself.
    const itself = located.path === open.path;
    if (open.directory && holdsOpens(volume, open.components)) throw new StatusFailure(STATUS_ACCESS_DENIED);
    if (parentMayGo(volume, open.components)) throw new StatusFailure(STATUS_SHARING_VIOLATION);
    if (!itself) await clear(volume, located, replaceIfExists, open.directory);
    const name = wanted.at(-1) ?? '';
    const components = [...located.components.slice(0, -1), name];
    const path = volume.namespace.sibling(located.path, name);
    if (path === open.path) return;
    await volume.fs.rename(open.path, path);
    if (!itself) replaced(volume, located);
    const before = open.components;
    for (const each of open.node.opens) {
      if (!(each instanceof FileOpen) || each.path !== open.path) continue;
      if (each !== open) move(each, path, components);
    }
    if (open.node.deletePath === open.path) open.node.deletePath = path;
    move(open, path, components);
    announce(open, before);
  });
}

function move(open: FileOpen, path: string, components: readonly string[]): void {
  open.path = path;
  open.components = components;
}

/** Watchers of both directories hear of it; those of one and the same hear of a new name. */
function announce({ components, directory, volume }: FileOpen, before: readonly string[]): void {
  const filter = directory ? FILE_NOTIFY_CHANGE_DIR_NAME : FILE_NOTIFY_CHANGE_FILE_NAME;
  const same = before.slice(0, -1).join('/') === components.slice(0, -1).join('/');
  volume.changed({ action: same ? FILE_ACTION_RENAMED_OLD_NAME : FILE_ACTION_REMOVED, filter, components: before });
  volume.changed({ action: same ? FILE_ACTION_RENAMED_NEW_NAME : FILE_ACTION_ADDED, filter, components });
}

/** Makes sure that a name may be taken: what has it is a closed, unprotected file, and may be replaced. */
async function clear(
  volume: Volume,
  { path, stats }: Located,
  replaceIfExists: boolean,
  forDirectory: boolean,
): Promise<void> {
  if (!stats) return;
  if (!replaceIfExists || stats.directory) throw new StatusFailure(STATUS_OBJECT_NAME_COLLISION);
  if (forDirectory) throw new StatusFailure(STATUS_NOT_A_DIRECTORY);
  const inUse = volume.nodeOf(path, stats).opens.size > 0;
  const readOnly = (volume.attributes.attributesOf(stats) & FILE_ATTRIBUTE_READONLY) !== 0;
  if (inUse || readOnly || stats.special) throw new StatusFailure(STATUS_ACCESS_DENIED);
}

/** What had the name is gone, unless it has another. */
function replaced(volume: Volume, { stats }: Located): void {
  if (stats?.numberOfLinks === 1) volume.room.giveBack(stats.endOfFile);
}

/** Whether somebody holds the directory that a file lies in open in order to delete or rename it. */
function parentMayGo(volume: Volume, components: readonly string[]): boolean {
  const parent = components.slice(0, -1).join('/');
  for (const node of volume.nodes.values()) {
    for (const open of node.opens) {
      if (open instanceof FileOpen && open.grantedAccess & DELETE && open.components.join('/') === parent) return true;
    }
  }
  return false;
}

/** Whether something below a directory is open. */
function holdsOpens(volume: Volume, directory: readonly string[]): boolean {
  for (const node of volume.nodes.values()) {
    for (const open of node.opens) {
      if (!(open instanceof FileOpen) || open.components.length <= directory.length) continue;
      if (directory.every((name, index) => open.components[index] === name)) return true;
    }
  }
  return false;
}

export function linkFile(open: FileOpen, { fileName, replaceIfExists }: FileRenameInformation): Promise<void> {
  const { volume } = open;
  const wanted = parseWirePath(fileName, volume.names);
  return volume.exclusively(async () => {
    if (open.directory) throw new StatusFailure(STATUS_FILE_IS_A_DIRECTORY);
    if (wanted.length === 0) throw new StatusFailure(STATUS_OBJECT_NAME_INVALID);
    if (!volume.fs.link) throw new StatusFailure(STATUS_NOT_SUPPORTED);
    const located = await volume.namespace.locate(wanted);
    if (located.path === open.path) return;
    await clear(volume, located, replaceIfExists, false);
    if (located.stats) await volume.fs.unlink(located.path);
    replaced(volume, located);
    await volume.fs.link(open.path, located.path);
    const { components } = located;
    volume.changed({ action: FILE_ACTION_ADDED, filter: FILE_NOTIFY_CHANGE_FILE_NAME, components });
  });
}
