/** Sets times, attributes or the size of a named file, in one round trip. */
import type { Tree } from '../../tree/tree.ts';
import { FILE_WRITE_ATTRIBUTES, FILE_WRITE_DATA } from '../../wire/commands/access-mask.ts';
import { FILE_NON_DIRECTORY_FILE } from '../../wire/commands/create.ts';
import {
  FILE_ATTRIBUTE_ARCHIVE,
  FILE_ATTRIBUTE_HIDDEN,
  FILE_ATTRIBUTE_NOT_CONTENT_INDEXED,
  FILE_ATTRIBUTE_OFFLINE,
  FILE_ATTRIBUTE_READONLY,
  FILE_ATTRIBUTE_SYSTEM,
  FILE_ATTRIBUTE_TEMPORARY,
} from '../../wire/fscc/file-attributes.ts';
import { FileBasicInformation } from '../../wire/fscc/file-basic-information.ts';
import { FileEndOfFileInformation } from '../../wire/fscc/file-size-information.ts';
import { type BasicChange, basicInformation } from '../basic-change.ts';
import type { FileInfo } from '../file-info.ts';
import { noteOwnChange } from '../leases.ts';
import type { CallOptions } from '../open.ts';
import { RECOVERY } from '../recovery-table.ts';
import { close, create, setInfo } from '../requests.ts';
import { type LookupOptions, lookupCreateOptions } from './lookup.ts';

/** The attributes that are set this way; others (sparse, compressed, ...) have requests of their own. */
const KEPT_ATTRIBUTES =
  FILE_ATTRIBUTE_HIDDEN |
  FILE_ATTRIBUTE_SYSTEM |
  FILE_ATTRIBUTE_ARCHIVE |
  FILE_ATTRIBUTE_TEMPORARY |
  FILE_ATTRIBUTE_OFFLINE |
  FILE_ATTRIBUTE_NOT_CONTENT_INDEXED;

/** Sets times and attributes of `name`. */
export async function change(
  tree: Tree,
  name: string,
  wanted: BasicChange,
  options: LookupOptions = {},
): Promise<void> {
  noteOwnChange(tree, name);
  const opened = create(name, FILE_WRITE_ATTRIBUTES, { createOptions: lookupCreateOptions(options) });
  await tree.chain([opened, setInfo(FileBasicInformation, basicInformation(wanted)), close()], {
    ...options,
    recovery: RECOVERY.change,
  });
}

/** What makes a file of which `info` is known read-only, or writable; its other attributes stay. */
export function readOnlyChange(info: FileInfo, readOnly: boolean): BasicChange {
  const others = info.fileAttributes & KEPT_ATTRIBUTES;
  return { fileAttributes: readOnly ? others | FILE_ATTRIBUTE_READONLY : others };
}

/** Cuts the file, or lengthens it with zeros, to `endOfFile` bytes. */
export async function truncate(tree: Tree, name: string, endOfFile: number, options: CallOptions = {}): Promise<void> {
  noteOwnChange(tree, name);
  const cut = setInfo(FileEndOfFileInformation, { endOfFile });
  await tree.chain([create(name, FILE_WRITE_DATA, { createOptions: FILE_NON_DIRECTORY_FILE }), cut, close()], {
    ...options,
    recovery: RECOVERY.truncate,
  });
}
