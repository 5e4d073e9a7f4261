/** Opens or makes what a CREATE asks for, once its place is known.  [MS-FSA] 2.1.5.1.1, 2.1.5.1.2 */
import {
  FILE_APPEND_DATA,
  FILE_DELETE_CHILD,
  FILE_EXECUTE,
  FILE_READ_DATA,
  FILE_WRITE_DATA,
  MAXIMUM_ALLOWED,
} from '../../wire/commands/access-mask.ts';
import {
  FILE_NOTIFY_CHANGE_DIR_NAME,
  FILE_NOTIFY_CHANGE_FILE_NAME,
  FILE_NOTIFY_CHANGE_LAST_WRITE,
  FILE_NOTIFY_CHANGE_SIZE,
} from '../../wire/commands/change-notify.ts';
import {
  type CreateRequest,
  FILE_CREATE,
  FILE_CREATED,
  FILE_DELETE_ON_CLOSE,
  FILE_DIRECTORY_FILE,
  FILE_NON_DIRECTORY_FILE,
  FILE_OPEN,
  FILE_OPEN_IF,
  FILE_OPENED,
  FILE_OVERWRITE,
  FILE_OVERWRITTEN,
  FILE_SUPERSEDE,
  FILE_SUPERSEDED,
  SMB2_OPLOCK_LEVEL_BATCH,
} from '../../wire/commands/create.ts';
import {
  FILE_ATTRIBUTE_ARCHIVE,
  FILE_ATTRIBUTE_HIDDEN,
  FILE_ATTRIBUTE_READONLY,
  FILE_ATTRIBUTE_SYSTEM,
} from '../../wire/fscc/file-attributes.ts';
import { FILE_ACTION_ADDED, FILE_ACTION_MODIFIED } from '../../wire/fscc/notify-information.ts';
import {
  STATUS_ACCESS_DENIED,
  STATUS_CANNOT_DELETE,
  STATUS_DELETE_PENDING,
  STATUS_FILE_IS_A_DIRECTORY,
  STATUS_NOT_A_DIRECTORY,
  STATUS_OBJECT_NAME_COLLISION,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_SHARING_VIOLATION,
} from '../../wire/ntstatus.ts';
import { StatusFailure } from '../protocol/status-failure.ts';
import { specificAccess } from './access.ts';
import type { FileNode, SharingOpen } from './file-node.ts';
import type { FileStats } from './file-stats.ts';
import type { ServedFileHandle } from './file-system.ts';
import type { Located } from './namespace.ts';
import { concernsCaches, OplockHeld } from './oplock.ts';
import type { Volume } from './volume.ts';

/** What was opened, and how. It is among its node's opens, where it keeps the place of the open that will be made of it. */
export interface OpenedFile extends SharingOpen {
  readonly node: FileNode;
  readonly path: string;
  readonly components: readonly string[];
  readonly directory: boolean;
  readonly handle: ServedFileHandle | undefined;
  readonly createAction: number;
  /** What the user could have been granted at most. */
  readonly maximalAccess: number;
  readonly stats: FileStats;
}

const READING = FILE_READ_DATA | FILE_EXECUTE;
const WRITING = FILE_WRITE_DATA | FILE_APPEND_DATA;

/**
 * `shareMaximum` is the access that the share allows to anything. Nothing else may change names meanwhile. Throws OplockHeld
 * when somebody has to give back an oplock first.
 */
export async function openFile(
  volume: Volume,
  components: readonly string[],
  request: CreateRequest,
  shareMaximum: number,
): Promise<OpenedFile> {
  const located = await volume.namespace.locate(components);
  return located.stats === undefined
    ? makeNew(volume, located, request, shareMaximum)
    : openExisting(volume, located, located.stats, request, shareMaximum);
}

async function openExisting(
  volume: Volume,
  located: Located,
  stats: FileStats,
  request: CreateRequest,
  shareMaximum: number,
): Promise<OpenedFile> {
  const { createDisposition, createOptions, shareAccess } = request;
  const node = volume.nodeOf(located.path, stats);
  if (node.deletePending) throw new StatusFailure(STATUS_DELETE_PENDING);
  if (createDisposition === FILE_CREATE) throw new StatusFailure(STATUS_OBJECT_NAME_COLLISION);
  const overwrites = createDisposition !== FILE_OPEN && createDisposition !== FILE_OPEN_IF;
  if (stats.directory && (createOptions & FILE_NON_DIRECTORY_FILE || overwrites)) {
    throw new StatusFailure(STATUS_FILE_IS_A_DIRECTORY);
  }
  if (!stats.directory && createOptions & FILE_DIRECTORY_FILE) throw new StatusFailure(STATUS_NOT_A_DIRECTORY);
  if (stats.special) throw new StatusFailure(STATUS_ACCESS_DENIED);
  const attributes = volume.attributes.attributesOf(stats);
  const readOnly = !stats.directory && (attributes & FILE_ATTRIBUTE_READONLY) !== 0;
  const maximalAccess = readOnly ? shareMaximum & ~(WRITING | FILE_DELETE_CHILD) : shareMaximum;
  if (overwrites) checkOverwrite(request, attributes, maximalAccess);
  const grantedAccess = grant(request, maximalAccess);
  if (createOptions & FILE_DELETE_ON_CLOSE) {
    if (readOnly) throw new StatusFailure(STATUS_CANNOT_DELETE);
    if (located.components.length === 0) throw new StatusFailure(STATUS_ACCESS_DENIED);
  }
  const sharing = { grantedAccess: overwrites ? grantedAccess | FILE_WRITE_DATA : grantedAccess, shareAccess };
  const held = concernsCaches(sharing.grantedAccess) ? node.oplock : undefined;
  // Who holds a batch oplock may only be putting off the CLOSE.
  if (held?.level === SMB2_OPLOCK_LEVEL_BATCH) throw new OplockHeld(held);
  if (!node.admits(sharing)) throw new StatusFailure(STATUS_SHARING_VIOLATION);
  if (held) throw new OplockHeld(held);

  let handle: ServedFileHandle | undefined;
  let now = stats;
  if (!stats.directory && (overwrites || grantedAccess & (READING | WRITING))) {
    const writes = overwrites || (grantedAccess & WRITING) !== 0;
    handle = await volume.fs.open(located.path, writes ? 'r+' : 'r');
    if (overwrites) {
      now = await overwrite(volume, located, handle, request);
      volume.room.giveBack(node.size);
      node.size = 0;
    }
  }
  const createAction = !overwrites
    ? FILE_OPENED
    : createDisposition === FILE_SUPERSEDE
      ? FILE_SUPERSEDED
      : FILE_OVERWRITTEN;
  const { path, components } = located;
  return settle(volume, {
    ...{ node, path, components, directory: stats.directory, handle, createAction, maximalAccess, stats: now },
    ...{ grantedAccess, shareAccess },
  });
}

/** Who replaces a file's content must not lose its hidden and system marks by the way.  [MS-FSA] 2.1.5.1.2 */
function checkOverwrite({ fileAttributes }: CreateRequest, attributes: number, maximalAccess: number): void {
  const kept = attributes & (FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM);
  if ((fileAttributes & kept) !== kept || !(maximalAccess & FILE_WRITE_DATA)) {
    throw new StatusFailure(STATUS_ACCESS_DENIED);
  }
}

async function overwrite(
  volume: Volume,
  located: Located,
  handle: ServedFileHandle,
  { fileAttributes }: CreateRequest,
): Promise<FileStats> {
  try {
    await handle.truncate(0);
    const stats = await statsOfOpened(volume, located.path);
    await setAttributes(volume, located.path, stats, fileAttributes);
    const filter = FILE_NOTIFY_CHANGE_SIZE | FILE_NOTIFY_CHANGE_LAST_WRITE;
    volume.changed({ action: FILE_ACTION_MODIFIED, filter, components: located.components });
    return await statsOfOpened(volume, located.path);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function makeNew(
  volume: Volume,
  located: Located,
  request: CreateRequest,
  shareMaximum: number,
): Promise<OpenedFile> {
  const { createDisposition, createOptions, shareAccess, fileAttributes } = request;
  if (createDisposition === FILE_OPEN || createDisposition === FILE_OVERWRITE) {
    throw new StatusFailure(STATUS_OBJECT_NAME_NOT_FOUND);
  }
  if (!(shareMaximum & FILE_WRITE_DATA)) throw new StatusFailure(STATUS_ACCESS_DENIED);
  if (createOptions & FILE_DELETE_ON_CLOSE && fileAttributes & FILE_ATTRIBUTE_READONLY) {
    throw new StatusFailure(STATUS_CANNOT_DELETE);
  }
  const grantedAccess = grant(request, shareMaximum);
  const directory = (createOptions & FILE_DIRECTORY_FILE) !== 0;
  const { path, components } = located;
  let handle: ServedFileHandle | undefined;
  if (directory) {
    await volume.fs.mkdir(path);
  } else {
    handle = await volume.fs.open(path, 'wx+');
  }
  let stats: FileStats;
  try {
    stats = await statsOfOpened(volume, path);
    if (fileAttributes !== 0) {
      await setAttributes(volume, path, stats, fileAttributes);
      stats = await statsOfOpened(volume, path);
    }
  } catch (error) {
    await handle?.close();
    throw error;
  }
  const filter = directory ? FILE_NOTIFY_CHANGE_DIR_NAME : FILE_NOTIFY_CHANGE_FILE_NAME;
  volume.changed({ action: FILE_ACTION_ADDED, filter, components });
  const node = volume.nodeOf(path, stats);
  return settle(volume, {
    ...{ node, path, components, directory, handle, createAction: FILE_CREATED, maximalAccess: shareMaximum, stats },
    ...{ grantedAccess, shareAccess },
  });
}

async function settle(volume: Volume, opened: OpenedFile): Promise<OpenedFile> {
  const { node, grantedAccess } = opened;
  node.opens.add(opened);
  volume.nodes.set(node.identity, node);
  if (opened.handle && !(grantedAccess & (READING | WRITING))) {
    await opened.handle.close();
    return replace({ ...opened, handle: undefined }, opened);
  }
  return opened;
}

function replace(opened: OpenedFile, former: OpenedFile): OpenedFile {
  opened.node.opens.delete(former);
  opened.node.opens.add(opened);
  return opened;
}

/** What the request is granted; what it asks for beyond the maximum is denied. */
function grant({ desiredAccess }: CreateRequest, maximalAccess: number): number {
  const wanted = specificAccess(desiredAccess & ~MAXIMUM_ALLOWED);
  if (wanted & ~maximalAccess) throw new StatusFailure(STATUS_ACCESS_DENIED);
  return desiredAccess & MAXIMUM_ALLOWED ? wanted | maximalAccess : wanted;
}

async function statsOfOpened(volume: Volume, path: string): Promise<FileStats> {
  const stats = await volume.namespace.statsOf(path);
  if (!stats) throw new StatusFailure(STATUS_OBJECT_NAME_NOT_FOUND);
  return stats;
}

/** Sets a file's attributes; the file system keeps the mark that protects it. */
export async function setAttributes(volume: Volume, path: string, stats: FileStats, attributes: number): Promise<void> {
  volume.attributes.setAttributes(stats, stats.directory ? attributes : attributes | FILE_ATTRIBUTE_ARCHIVE);
  await protect(volume, path, stats, (attributes & FILE_ATTRIBUTE_READONLY) !== 0);
}

/** Protects a file from being written to, or takes the protection back; directories cannot be protected. */
export async function protect(volume: Volume, path: string, stats: FileStats, readOnly: boolean): Promise<void> {
  if (stats.directory || readOnly === stats.writeProtected) return;
  await volume.fs.chmod?.(path, readOnly ? stats.mode & ~0o222 : stats.mode | 0o200);
}
