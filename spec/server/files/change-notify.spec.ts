import { memfs } from 'memfs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { step } from '../../../lib/connection/exchange.ts';
import type { ShareConnection } from '../../../lib/manager/share-connection.ts';
import { close, create, setInfo } from '../../../lib/open/requests.ts';
import type { ServedFileSystem } from '../../../lib/server/files/file-system.ts';
import { createServer } from '../../../lib/server/index.ts';
import type { Server } from '../../../lib/server/server.ts';
import type { Tree } from '../../../lib/tree/tree.ts';
import {
  DELETE,
  FILE_LIST_DIRECTORY,
  FILE_READ_ATTRIBUTES,
  FILE_WRITE_DATA,
} from '../../../lib/wire/commands/access-mask.ts';
import {
  ChangeNotify,
  FILE_NOTIFY_CHANGE_DIR_NAME,
  FILE_NOTIFY_CHANGE_FILE_NAME,
  SMB2_WATCH_TREE,
} from '../../../lib/wire/commands/change-notify.ts';
import { FILE_CREATE, FILE_DIRECTORY_FILE, FILE_OPEN_IF } from '../../../lib/wire/commands/create.ts';
import type { FileId } from '../../../lib/wire/file-id.ts';
import { FileDispositionInformation } from '../../../lib/wire/fscc/file-disposition-information.ts';
import { FILE_ACTION_ADDED, NotifyInformation } from '../../../lib/wire/fscc/notify-information.ts';
import {
  STATUS_ACCESS_DENIED,
  STATUS_DELETE_PENDING,
  STATUS_INVALID_PARAMETER,
  STATUS_NOTIFY_CLEANUP,
  STATUS_NOTIFY_ENUM_DIR,
  STATUS_SUCCESS,
} from '../../../lib/wire/ntstatus.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { shareOn } from '../../support/client.ts';

const test = suite<{ server: Server; share: ShareConnection }>('server/files/change-notify');

test.before.each(async (context) => {
  const { fs } = memfs({ '/d/deep/file': '', '/file': '' });
  context.server = createServer({
    shares: { share: { fs: fs.promises as unknown as ServedFileSystem } },
    users: { ann: 's3cret' },
  });
  context.share = shareOn(await context.server.listen(0));
});

test.after.each(async ({ server, share }) => {
  await share.close();
  await server.close();
});

async function open(tree: Tree, name: string, access: number = FILE_LIST_DIRECTORY): Promise<FileId> {
  return (await tree.request(create(name, access))).fileId;
}

/** Makes a file. */
async function make(tree: Tree, name: string): Promise<void> {
  const created = await tree.request(create(name, FILE_WRITE_DATA, { createDisposition: FILE_OPEN_IF }));
  await tree.request(close(created.fileId));
}

/** Waits for changes of names, and answers with the status and what has changed. */
async function notify(
  tree: Tree,
  fileId: FileId,
  { flags = 0, outputBufferLength = 4096 }: { flags?: number; outputBufferLength?: number } = {},
): Promise<[status: number, ...changes: string[]]> {
  const completionFilter = FILE_NOTIFY_CHANGE_FILE_NAME | FILE_NOTIFY_CHANGE_DIR_NAME;
  const request = step(ChangeNotify, { flags, outputBufferLength, fileId, completionFilter }, outputBufferLength);
  const [{ status, body }] = await tree.chainReplies([request], { timeout: 0 });
  const changes = NotifyInformation.read(new Reader(body?.buffer ?? Buffer.alloc(0)));
  return [
    status,
    ...changes.map(({ action, fileName }) => `${action === FILE_ACTION_ADDED ? '+' : action}${fileName}`),
  ];
}

test('a request is answered when something changes, and nothing is lost until the next', async ({ share }) => {
  await share.run(async (tree) => {
    const folder = await open(tree, 'd');
    const first = notify(tree, folder);
    await make(tree, 'd\\one');
    assert.equal(await first, [STATUS_SUCCESS, '+one']);
    await make(tree, 'd\\two');
    await make(tree, 'd\\three');
    assert.equal(await notify(tree, folder), [STATUS_SUCCESS, '+two', '+three']);
  });
});

test('the tree counts only for who asks for it', async ({ share }) => {
  await share.run(async (tree) => {
    const all = notify(tree, await open(tree, ''), { flags: SMB2_WATCH_TREE });
    const folder = notify(tree, await open(tree, 'd'));
    await make(tree, 'd\\deep\\one');
    await make(tree, 'd\\two');
    assert.equal(await all, [STATUS_SUCCESS, '+d\\deep\\one']);
    assert.equal(await folder, [STATUS_SUCCESS, '+two']);
  });
});

test('what does not fit is to be looked up, and takes no room from what comes after', async ({ share }) => {
  await share.run(async (tree) => {
    const folder = await open(tree, 'd');
    const first = notify(tree, folder, { outputBufferLength: 32 });
    await make(tree, 'd\\a name that is too long');
    assert.equal(await first, [STATUS_NOTIFY_ENUM_DIR]);
    await make(tree, 'd\\short');
    assert.equal(await notify(tree, folder), [STATUS_SUCCESS, '+short']);
  });
});

test('waiting ends when the folder is closed', async ({ share }) => {
  await share.run(async (tree) => {
    const folder = await open(tree, 'd');
    const waiting = notify(tree, folder);
    await tree.request(close(folder));
    assert.equal(await waiting, [STATUS_NOTIFY_CLEANUP]);
  });
});

test('waiting ends when the folder is about to be deleted', async ({ share }) => {
  await share.run(async (tree) => {
    const made = { createDisposition: FILE_CREATE, createOptions: FILE_DIRECTORY_FILE };
    const { fileId: folder } = await tree.request(create('new', FILE_LIST_DIRECTORY, made));
    const waiting = notify(tree, folder);
    const deleter = await open(tree, 'new', DELETE);
    await tree.request(setInfo(FileDispositionInformation, { deletePending: true }, deleter));
    assert.equal(await waiting, [STATUS_DELETE_PENDING]);
    assert.equal(await notify(tree, folder), [STATUS_DELETE_PENDING]);
  });
});

test('only a folder that was opened to be listed can be watched', async ({ share }) => {
  await share.run(async (tree) => {
    assert.equal(await notify(tree, await open(tree, 'file')), [STATUS_INVALID_PARAMETER]);
    assert.equal(await notify(tree, await open(tree, 'd', FILE_READ_ATTRIBUTES)), [STATUS_ACCESS_DENIED]);
  });
});

test.run();
