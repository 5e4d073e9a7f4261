/** Makes and reads symbolic links, each in one round trip.  [MS-FSCC] 2.1.2.4, 2.3.31, 2.3.81 */
import { type Step, step } from '../../connection/exchange.ts';
import { statusError } from '../../connection/status.ts';
import { StatusError } from '../../errors.ts';
import type { Tree } from '../../tree/tree.ts';
import { DELETE, FILE_READ_ATTRIBUTES, FILE_WRITE_ATTRIBUTES } from '../../wire/commands/access-mask.ts';
import {
  FILE_CREATE,
  FILE_DIRECTORY_FILE,
  FILE_NON_DIRECTORY_FILE,
  FILE_OPEN_REPARSE_POINT,
} from '../../wire/commands/create.ts';
import { Ioctl, type IoctlRequest, type IoctlResponse, SMB2_0_IOCTL_IS_FSCTL } from '../../wire/commands/ioctl.ts';
import { RELATED_FILE_ID } from '../../wire/file-id.ts';
import { FSCTL_GET_REPARSE_POINT, FSCTL_SET_REPARSE_POINT } from '../../wire/fscc/fsctl.ts';
import { ReparseData, SYMLINK_FLAG_RELATIVE, SymbolicLink } from '../../wire/fscc/reparse-data.ts';
import { IO_REPARSE_TAG_SYMLINK } from '../../wire/fscc/reparse-tags.ts';
import { Reader } from '../../wire/reader.ts';
import { Writer } from '../../wire/writer.ts';
import { fileInfoOfCreate } from '../file-info.ts';
import type { CallOptions } from '../open.ts';
import { RECOVERY } from '../recovery-table.ts';
import { close, create } from '../requests.ts';
import { remove } from './remove.ts';

/** The largest reparse point there is.  [MS-FSCC] 2.1.2.2 */
const MAXIMUM_REPARSE_DATA_BUFFER_SIZE = 16384;

/** Where a link leads: a path of the server's form, from the link's folder on when it is relative. */
export interface LinkTarget {
  readonly path: string;
  readonly relative: boolean;
}

/** Makes `name` a link to a path that starts at its own folder; a link to a directory must be made as one. */
export async function makeSymbolicLink(
  tree: Tree,
  name: string,
  target: string,
  what: 'file' | 'directory',
  options: CallOptions = {},
): Promise<void> {
  const w = new Writer(256);
  w.begin(0);
  SymbolicLink.write(w, { flags: SYMLINK_FLAG_RELATIVE, substituteName: target, printName: target });
  const kind = what === 'directory' ? FILE_DIRECTORY_FILE : FILE_NON_DIRECTORY_FILE;
  const made = create(name, FILE_WRITE_ATTRIBUTES | DELETE, {
    createDisposition: FILE_CREATE,
    createOptions: kind | FILE_OPEN_REPARSE_POINT,
  });
  const linked = control(FSCTL_SET_REPARSE_POINT, Buffer.concat(w.finish()), 0);
  const [created, set] = await tree.chainReplies([made, linked, close()], {
    ...options,
    recovery: RECOVERY.makeSymbolicLink,
  });
  if (!created.body) throw statusError(made, created);
  if (set.body) return;
  await withdraw(tree, name, what);
  throw statusError(linked, set);
}

/** Where the link `name` leads; undefined for what is none. */
export async function readSymbolicLink(
  tree: Tree,
  name: string,
  options: CallOptions = {},
): Promise<LinkTarget | undefined> {
  const opened = create(name, FILE_READ_ATTRIBUTES, { createOptions: FILE_OPEN_REPARSE_POINT });
  const asked = control(FSCTL_GET_REPARSE_POINT, Buffer.alloc(0), MAXIMUM_REPARSE_DATA_BUFFER_SIZE);
  const [created, got] = await tree.chainReplies([opened, asked, close()], {
    ...options,
    recovery: RECOVERY.readSymbolicLink,
  });
  if (!created.body) throw statusError(opened, created);
  if (!fileInfoOfCreate(created.body).isReparsePoint) return undefined;
  if (!got.body) throw statusError(asked, got);
  const { reparseTag } = ReparseData.read(new Reader(got.body.output));
  if (reparseTag !== IO_REPARSE_TAG_SYMLINK) return undefined;
  const { flags, substituteName } = SymbolicLink.read(new Reader(got.body.output));
  return { path: substituteName, relative: (flags & SYMLINK_FLAG_RELATIVE) !== 0 };
}

/** Takes away what could not become a link; why it could not is the news, whatever becomes of this. */
async function withdraw(tree: Tree, name: string, what: 'file' | 'directory'): Promise<void> {
  try {
    await remove(tree, name, what);
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
  }
}

function control(ctlCode: number, input: Buffer, maxOutputResponse: number): Step<IoctlRequest, IoctlResponse> {
  return step(
    Ioctl,
    { ctlCode, fileId: RELATED_FILE_ID, maxInputResponse: 0, maxOutputResponse, flags: SMB2_0_IOCTL_IS_FSCTL, input },
    maxOutputResponse,
  );
}
