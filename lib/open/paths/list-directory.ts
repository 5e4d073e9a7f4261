/** Lists a directory: in one round trip when it fits, page by page when it does not.  [MS-SMB2] 3.2.4.17 */

import { type Reply, type Step, step } from '../../connection/exchange.ts';
import { statusError } from '../../connection/status.ts';
import type { Tree } from '../../tree/tree.ts';
import { FILE_LIST_DIRECTORY, FILE_READ_ATTRIBUTES } from '../../wire/commands/access-mask.ts';
import { FILE_DIRECTORY_FILE } from '../../wire/commands/create.ts';
import {
  QueryDirectory,
  type QueryDirectoryRequest,
  type QueryDirectoryResponse,
} from '../../wire/commands/query-directory.ts';
import { type FileId, RELATED_FILE_ID } from '../../wire/file-id.ts';
import {
  type DirectoryEntry,
  FileIdFullDirectoryInformation,
  readDirectoryEntries,
} from '../../wire/fscc/directory-entry.ts';
import { isNameSurrogate } from '../../wire/fscc/reparse-tags.ts';
import { STATUS_NO_MORE_FILES, STATUS_NO_SUCH_FILE } from '../../wire/ntstatus.ts';
import { Reader } from '../../wire/reader.ts';
import { type FileInfo, fileInfoOfEntry } from '../file-info.ts';
import { type CallOptions, Open } from '../open.ts';
import { RECOVERY } from '../recovery-table.ts';
import { close, create } from '../requests.ts';

/** What the chain asks for at first: some 400 entries, for one credit. */
const FIRST_PAGE = 65536;

/** What asks whether that was all. */
const REST_PAGE = 4096;

/** The pages of what does not fit: some 6000 entries. */
const PAGE = 1024 * 1024;

const ACCESS = FILE_LIST_DIRECTORY | FILE_READ_ATTRIBUTES;

/** One name in a directory, as the wire has it: forbidden characters are not mapped back yet. */
export interface ListedEntry {
  readonly name: string;
  readonly info: FileInfo;
}

/** Everything in `name`, without `.` and `..`, in the server's order. */
export async function listDirectory(tree: Tree, name: string, options: CallOptions = {}): Promise<ListedEntry[]> {
  const all: ListedEntry[] = [];
  for await (const page of directoryPages(tree, name, options)) for (const entry of page) all.push(entry);
  return all;
}

/**
 * The listing of `name`, a page at a time. One page, in one round trip, is all of it when it fits; otherwise the directory is
 * held open until the listing ends or the caller stops.
 */
export async function* directoryPages(
  tree: Tree,
  name: string,
  options: CallOptions = {},
): AsyncGenerator<ListedEntry[], void, undefined> {
  const { maxTransactSize } = tree.connection.negotiated;
  const first = queryDirectory(RELATED_FILE_ID, Math.min(FIRST_PAGE, maxTransactSize));
  const rest = queryDirectory(RELATED_FILE_ID, REST_PAGE);
  const opened = create(name, ACCESS, { createOptions: FILE_DIRECTORY_FILE });
  const [created, page, end] = await tree.chainReplies([opened, first, rest, close()], {
    ...options,
    recovery: RECOVERY.listDirectory,
  });
  if (!created.body) throw statusError(opened, created);
  const entries = entriesOf(first, page);
  if (entries && !isEnd(end)) {
    // The chain's CLOSE has dropped the place in the listing: it takes an open of its own.
    yield* openDirectoryPages(tree, name, options);
  } else if (entries) {
    yield entries;
  }
}

async function* openDirectoryPages(
  tree: Tree,
  name: string,
  options: CallOptions,
): AsyncGenerator<ListedEntry[], void, undefined> {
  const open = await Open.create(tree, name, ACCESS, { createOptions: FILE_DIRECTORY_FILE }, options);
  // A directory that had to be opened again after a loss is listed from the start again.
  const told = new Set<string>();
  try {
    for (;;) {
      const { connection } = tree;
      const length = connection.payloadLimit(Math.min(PAGE, connection.negotiated.maxTransactSize));
      const request = (fileId: FileId) => queryDirectory(fileId, length);
      const entries = entriesOf(request(open.fileId), await open.ask(request, RECOVERY.listDirectory, options));
      if (!entries) return;
      const fresh = entries.filter((entry) => !told.has(entry.name));
      for (const entry of fresh) told.add(entry.name);
      yield fresh;
    }
  } finally {
    if (!tree.ended) await open.close();
  }
}

function queryDirectory(
  fileId: FileId,
  outputBufferLength: number,
): Step<QueryDirectoryRequest, QueryDirectoryResponse> {
  return step(
    QueryDirectory,
    {
      fileInformationClass: FileIdFullDirectoryInformation,
      flags: 0,
      fileIndex: 0,
      fileId,
      outputBufferLength,
      fileName: '*',
    },
    outputBufferLength,
  );
}

function isEnd(reply: Reply): boolean {
  // An empty root has no `.` either: some servers then say that nothing matches.
  return reply.status === STATUS_NO_MORE_FILES || reply.status === STATUS_NO_SUCH_FILE;
}

/** The entries of a page; undefined at the end of the listing. */
function entriesOf(request: Step, reply: Reply<QueryDirectoryResponse>): ListedEntry[] | undefined {
  if (isEnd(reply)) return undefined;
  if (!reply.body) throw statusError(request, reply);
  return readDirectoryEntries(FileIdFullDirectoryInformation, new Reader(reply.body.buffer))
    .filter((entry) => entry.fileName !== '.' && entry.fileName !== '..')
    .map(listedEntry);
}

function listedEntry(entry: DirectoryEntry): ListedEntry {
  const info = fileInfoOfEntry(entry);
  // The size of extended attributes gives its place to the tag.
  const isReparsePoint = info.isReparsePoint && isNameSurrogate(entry.eaSize);
  return { name: entry.fileName, info: { ...info, isReparsePoint } };
}
