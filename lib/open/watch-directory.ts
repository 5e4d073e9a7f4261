/** Watches a directory: one request is always with the server, so that nothing happens unseen.  [MS-SMB2] 2.2.35 */
import { type Step, step } from '../connection/exchange.ts';
import { statusError } from '../connection/status.ts';
import type { Tree } from '../tree/tree.ts';
import { FILE_LIST_DIRECTORY, FILE_READ_ATTRIBUTES } from '../wire/commands/access-mask.ts';
import {
  ChangeNotify,
  type ChangeNotifyRequest,
  type ChangeNotifyResponse,
  FILE_NOTIFY_CHANGE_ATTRIBUTES,
  FILE_NOTIFY_CHANGE_CREATION,
  FILE_NOTIFY_CHANGE_DIR_NAME,
  FILE_NOTIFY_CHANGE_FILE_NAME,
  FILE_NOTIFY_CHANGE_LAST_WRITE,
  FILE_NOTIFY_CHANGE_SECURITY,
  FILE_NOTIFY_CHANGE_SIZE,
  SMB2_WATCH_TREE,
} from '../wire/commands/change-notify.ts';
import { type CreateResponse, FILE_DIRECTORY_FILE } from '../wire/commands/create.ts';
import { type FileId, RELATED_FILE_ID } from '../wire/file-id.ts';
import {
  FILE_ACTION_ADDED,
  FILE_ACTION_ADDED_STREAM,
  FILE_ACTION_MODIFIED,
  FILE_ACTION_MODIFIED_STREAM,
  FILE_ACTION_REMOVED_STREAM,
  NotifyInformation,
} from '../wire/fscc/notify-information.ts';
import { Reader } from '../wire/reader.ts';
import { close, create } from './requests.ts';

/** What one message can list; servers refuse more than this to clients that do not speak of credits. */
const BUFFER = 65536;

/** Everything that inotify would tell of, but for reads. */
const FILTER =
  FILE_NOTIFY_CHANGE_FILE_NAME |
  FILE_NOTIFY_CHANGE_DIR_NAME |
  FILE_NOTIFY_CHANGE_ATTRIBUTES |
  FILE_NOTIFY_CHANGE_SIZE |
  FILE_NOTIFY_CHANGE_LAST_WRITE |
  FILE_NOTIFY_CHANGE_CREATION |
  FILE_NOTIFY_CHANGE_SECURITY;

/** Actions that leave the names as they are. */
const MODIFICATIONS: ReadonlySet<number> = new Set([
  FILE_ACTION_MODIFIED,
  FILE_ACTION_ADDED_STREAM,
  FILE_ACTION_REMOVED_STREAM,
  FILE_ACTION_MODIFIED_STREAM,
]);

/** One change below the watched directory. */
export interface DirectoryChange {
  /** `name`: it has come, gone, or got another name. `content`: it has another content, or other attributes. */
  readonly kind: 'name' | 'content';
  /** Of a new file: a server may tell of its content in the same breath. */
  readonly isNew: boolean;
  /** From the watched directory, as the wire has it. */
  readonly name: string;
}

export interface WatchOptions {
  /** Everything below the directory, too. */
  readonly recursive: boolean;
  /** Ends the watching. */
  readonly signal: AbortSignal;
  /** Called once, when the server watches: what happens from now on is told. */
  readonly watching: () => void;
}

/**
 * Calls `onChanges` with what changes in the directory `name`, or with undefined when that was too much to be told: then the
 * directory must be read again. Rejects with the signal's reason once that is aborted, and with what ended the watching
 * otherwise: a status (STATUS_NOT_A_DIRECTORY, or what became of a directory that is gone), or the end of the connection.
 * The process may end meanwhile.
 */
export async function watchDirectory(
  tree: Tree,
  name: string,
  options: WatchOptions,
  onChanges: (changes: readonly DirectoryChange[] | undefined) => void,
): Promise<never> {
  const { recursive, signal, watching } = options;
  // What is watched is held open.
  tree.openCount++;
  let fileId: FileId | undefined;
  let told = false;
  const tellWatching = (): void => {
    if (!told) watching();
    told = true;
  };
  try {
    const opened = create(name, FILE_LIST_DIRECTORY | FILE_READ_ATTRIBUTES, { createOptions: FILE_DIRECTORY_FILE });
    // In one chain, which leaves no moment between opening and watching.
    const request = changeNotify(tree, RELATED_FILE_ID, recursive);
    const [created, first] = await tree.chainReplies([opened, request], {
      ...WAITING,
      signal,
      pending: (step) => {
        if (step === 1) tellWatching();
      },
      late: ([reply]) => {
        const body = reply?.body as CreateResponse | undefined;
        if (body) tree.abandon(body.fileId);
      },
    });
    if (!created.body) throw statusError(opened, created);
    fileId = created.body.fileId;
    if (!first.body) throw statusError(request, first);
    tellWatching();
    let response: ChangeNotifyResponse = first.body;
    for (;;) {
      const changes = changesOf(response);
      const next = tree.request(changeNotify(tree, fileId, recursive), { ...WAITING, signal });
      // Its failure is looked at below, even if what is done with these changes fails first.
      next.catch(() => {});
      onChanges(changes);
      response = await next;
    }
  } finally {
    tree.openCount--;
    if (fileId && !tree.connection.closedBy) {
      // Gone is gone: nobody waits for this.
      tree.root.request(close(fileId)).catch(() => {});
    }
  }
}

/** It may take for ever, and whether the process waits for it is the watcher's to say. */
const WAITING = { timeout: 0, ref: false } as const;

function changeNotify(tree: Tree, fileId: FileId, recursive: boolean): Step<ChangeNotifyRequest, ChangeNotifyResponse> {
  return step(ChangeNotify, {
    flags: recursive ? SMB2_WATCH_TREE : 0,
    outputBufferLength: Math.min(BUFFER, tree.connection.negotiated.maxTransactSize),
    fileId,
    completionFilter: FILTER,
  });
}

/** Undefined when there were too many: STATUS_NOTIFY_ENUM_DIR, or nothing listed. */
function changesOf({ buffer }: ChangeNotifyResponse): DirectoryChange[] | undefined {
  if (buffer.length === 0) return undefined;
  return NotifyInformation.read(new Reader(buffer)).map(({ action, fileName }) => ({
    kind: MODIFICATIONS.has(action) ? 'content' : 'name',
    isNew: action === FILE_ACTION_ADDED,
    name: fileName,
  }));
}
