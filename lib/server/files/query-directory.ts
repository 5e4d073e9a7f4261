/** QUERY_DIRECTORY.  [MS-SMB2] 3.3.5.18 */
import { FILE_LIST_DIRECTORY } from '../../wire/commands/access-mask.ts';
import {
  QueryDirectory,
  type QueryDirectoryRequest,
  type QueryDirectoryResponse,
  SMB2_REOPEN,
  SMB2_RESTART_SCANS,
  SMB2_RETURN_SINGLE_ENTRY,
} from '../../wire/commands/query-directory.ts';
import {
  type DirectoryEntry,
  DirectoryEntryWriter,
  isDirectoryInformationClass,
} from '../../wire/fscc/directory-entry.ts';
import {
  STATUS_INFO_LENGTH_MISMATCH,
  STATUS_INVALID_INFO_CLASS,
  STATUS_INVALID_PARAMETER,
  STATUS_NO_MORE_FILES,
  STATUS_NO_SUCH_FILE,
} from '../../wire/ntstatus.ts';
import { Writer } from '../../wire/writer.ts';
import { type Command, type Result, success, type TreeContext } from '../protocol/command.ts';
import { StatusFailure } from '../protocol/status-failure.ts';
import { DirectoryScan, type ScannedEntry } from './directory-scan.ts';
import { fileCommand, findFile } from './file-command.ts';
import type { FileOpen } from './file-open.ts';
import type { Volume } from './volume.ts';

export const queryDirectoryCommand: Command = fileCommand(
  QueryDirectory,
  queryDirectory,
  (request) => request.outputBufferLength,
);

async function queryDirectory(
  request: QueryDirectoryRequest,
  context: TreeContext,
): Promise<Result<QueryDirectoryResponse>> {
  const open = findFile(context, request.fileId, FILE_LIST_DIRECTORY);
  if (!open.directory) throw new StatusFailure(STATUS_INVALID_PARAMETER);
  if (!isDirectoryInformationClass(request.fileInformationClass)) throw new StatusFailure(STATUS_INVALID_INFO_CLASS);
  const { maxTransactSize = 0 } = context.connection.negotiated ?? {};
  if (request.outputBufferLength > maxTransactSize) throw new StatusFailure(STATUS_INVALID_PARAMETER);
  const buffer = await open.inTurn(() => nextPage(open, request));
  return success({ buffer });
}

/** As many entries as fit. Two requests at a time get different pages. */
async function nextPage(open: FileOpen, request: QueryDirectoryRequest): Promise<Buffer> {
  const scan = await scanOf(open, request);
  const w = new Writer(Math.min(request.outputBufferLength, 65536) + 512);
  w.begin(0);
  const entries = new DirectoryEntryWriter(w, request.fileInformationClass, request.outputBufferLength);
  let any = false;
  for (let next = await scan.peek(); next; next = await scan.peek()) {
    if (!entries.add(entryOf(open.volume, next))) {
      if (!any) throw new StatusFailure(STATUS_INFO_LENGTH_MISMATCH);
      break;
    }
    any = true;
    scan.take();
    if (request.flags & SMB2_RETURN_SINGLE_ENTRY) break;
  }
  scan.rewind();
  if (!any) {
    const empty = !scan.started;
    scan.started = true;
    throw new StatusFailure(empty ? STATUS_NO_SUCH_FILE : STATUS_NO_MORE_FILES);
  }
  return Buffer.concat(w.finish());
}

/** The listing that goes on, or a new one. The pattern of the first request holds until SMB2_REOPEN brings another. */
async function scanOf(open: FileOpen, { flags, fileName }: QueryDirectoryRequest): Promise<DirectoryScan> {
  const reopens = (flags & SMB2_REOPEN) !== 0;
  if (open.scan && !reopens && !(flags & SMB2_RESTART_SCANS)) return open.scan;
  const pattern = open.scan && !reopens && fileName === '' ? open.scan.pattern : fileName;
  const scan = await DirectoryScan.start(open.volume, open.path, open.components.length === 0, pattern);
  open.scan = scan;
  return scan;
}

function entryOf({ attributes }: Volume, { name, stats }: ScannedEntry): DirectoryEntry {
  return {
    fileIndex: 0,
    ...attributes.describe(stats),
    eaSize: 0,
    fileId: stats.indexNumber,
    shortName: '',
    fileName: name,
  };
}
