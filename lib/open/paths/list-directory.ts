/** Lists a directory: in one round trip when it fits, page by page when it does not.  [MS-SMB2] 3.2.4.17 */

import { type Reply, type Step, step } from '../../connection/exchange.ts';
import { statusError } from '../../connection/status.ts';
import { MalformedError } from '../../errors.ts';
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
  FileDirectoryInformation,
  FileIdFullDirectoryInformation,
  readDirectoryEntries,
  readDirectoryNames,
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

/** How often a directory may be listed from the start without a new name: once for each loss of the connection. */
const MAX_LISTINGS = 8;

const ACCESS = FILE_LIST_DIRECTORY | FILE_READ_ATTRIBUTES;

/** One name in a directory, as the wire has it: forbidden characters are not mapped back yet. */
export interface ListedEntry {
  readonly name: string;
  readonly info: FileInfo;
}

/** What is asked about the entries of a directory, and what becomes of a page of answers. */
interface Question<T> {
  readonly fileInformationClass: number;
  readPage(r: Reader): T[];
  nameOf(entry: T): string;
}

const ENTRIES: Question<ListedEntry> = {
  fileInformationClass: FileIdFullDirectoryInformation,
  readPage: (r) => readDirectoryEntries(FileIdFullDirectoryInformation, r).map(listedEntry),
  nameOf: ({ name }) => name,
};

/** A third cheaper for Samba, which would have to look at the extended attributes of every file. */
const NAMES: Question<string> = {
  fileInformationClass: FileDirectoryInformation,
  readPage: (r) => readDirectoryNames(FileDirectoryInformation, r),
  nameOf: (name) => name,
};

/** Everything in `name`, without `.` and `..`, in the server's order. */
export function listDirectory(tree: Tree, name: string, options: CallOptions = {}): Promise<ListedEntry[]> {
  return collected(pagesOf(ENTRIES, tree, name, options));
}

/** As `listDirectory`, but only the names. */
export function listNames(tree: Tree, name: string, options: CallOptions = {}): Promise<string[]> {
  return collected(pagesOf(NAMES, tree, name, options));
}

/**
 * The listing of `name`, a page at a time. One page, in one round trip, is all of it when it fits; otherwise the directory is
 * held open until the listing ends or the caller stops.
 */
export function directoryPages(
  tree: Tree,
  name: string,
  options: CallOptions = {},
): AsyncGenerator<ListedEntry[], void, undefined> {
  return pagesOf(ENTRIES, tree, name, options);
}

async function collected<T>(pages: AsyncIterable<T[]>): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pages) for (const entry of page) all.push(entry);
  return all;
}

async function* pagesOf<T>(
  question: Question<T>,
  tree: Tree,
  name: string,
  options: CallOptions,
): AsyncGenerator<T[], void, undefined> {
  const { maxTransactSize } = tree.connection.negotiated;
  const first = queryDirectory(question, RELATED_FILE_ID, Math.min(FIRST_PAGE, maxTransactSize));
  const rest = queryDirectory(question, RELATED_FILE_ID, REST_PAGE);
  const opened = create(name, ACCESS, { createOptions: FILE_DIRECTORY_FILE });
  const [created, page, end] = await tree.chainReplies([opened, first, rest, close()], {
    ...options,
    recovery: RECOVERY.listDirectory,
  });
  if (!created.body) throw statusError(opened, created);
  const entries = entriesOf(question, first, page);
  if (entries && !isEnd(end)) {
    // The chain's CLOSE has dropped the place in the listing: it takes an open of its own.
    yield* pagesOfOpen(question, tree, name, options);
  } else if (entries) {
    yield entries;
  }
}

async function* pagesOfOpen<T>(
  question: Question<T>,
  tree: Tree,
  name: string,
  options: CallOptions,
): AsyncGenerator<T[], void, undefined> {
  const open = await Open.create(tree, name, ACCESS, { createOptions: FILE_DIRECTORY_FILE }, options);
  const ask = (): Promise<T[] | undefined> => {
    const { connection } = tree;
    const length = connection.payloadLimit(Math.min(PAGE, connection.negotiated.maxTransactSize));
    const request = (fileId: FileId) => queryDirectory(question, fileId, length);
    // A page is read when it arrives, as its bytes are the connection's.
    const answer = open.ask(request, RECOVERY.listDirectory, options);
    return answer.then((reply) => entriesOf(question, request(open.fileId), reply));
  };
  // A directory that had to be opened again after a loss is listed from the start again.
  const told = new Set<string>();
  /** Names that have come again since the last new one. */
  let repeated = 0;
  // While one page is looked at, the server works on the next.
  let coming = ask();
  try {
    for (;;) {
      const entries = await coming;
      if (!entries) return;
      coming = ask();
      // Who stops before it arrives does not learn of its failure.
      coming.catch(() => {});
      const fresh = entries.filter((entry) => !told.has(question.nameOf(entry)));
      for (const entry of fresh) told.add(question.nameOf(entry));
      repeated = fresh.length > 0 ? 0 : repeated + Math.max(1, entries.length);
      if (repeated > MAX_LISTINGS * (told.size + 1)) {
        throw new MalformedError('QUERY_DIRECTORY tells the same names again and again');
      }
      yield fresh;
    }
  } finally {
    if (!tree.ended) await open.close();
  }
}

function queryDirectory(
  { fileInformationClass }: Question<unknown>,
  fileId: FileId,
  outputBufferLength: number,
): Step<QueryDirectoryRequest, QueryDirectoryResponse> {
  return step(
    QueryDirectory,
    { fileInformationClass, flags: 0, fileIndex: 0, fileId, outputBufferLength, fileName: '*' },
    outputBufferLength,
  );
}

function isEnd(reply: Reply): boolean {
  // An empty root has no `.` either: some servers then say that nothing matches.
  return reply.status === STATUS_NO_MORE_FILES || reply.status === STATUS_NO_SUCH_FILE;
}

/** The entries of a page; undefined at the end of the listing. */
function entriesOf<T>(question: Question<T>, request: Step, reply: Reply<QueryDirectoryResponse>): T[] | undefined {
  if (isEnd(reply)) return undefined;
  if (!reply.body) throw statusError(request, reply);
  return question.readPage(new Reader(reply.body.buffer)).filter((entry) => !isDots(question.nameOf(entry)));
}

/** The directory itself and its parent, which listings have too. */
function isDots(name: string): boolean {
  return name === '.' || name === '..';
}

function listedEntry(entry: DirectoryEntry): ListedEntry {
  const info = fileInfoOfEntry(entry);
  // The size of extended attributes gives its place to the tag.
  const isReparsePoint = info.isReparsePoint && isNameSurrogate(entry.eaSize);
  return { name: entry.fileName, info: { ...info, isReparsePoint } };
}
