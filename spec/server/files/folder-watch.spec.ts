/** CHANGE_NOTIFY in a real folder: what happens beside the server is told, and what happens through it is told once. */
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { step } from '../../../lib/connection/exchange.ts';
import { SmbFs } from '../../../lib/index.ts';
import type { ShareConnection } from '../../../lib/manager/share-connection.ts';
import { create } from '../../../lib/open/requests.ts';
import type { Tree } from '../../../lib/tree/tree.ts';
import { FILE_LIST_DIRECTORY } from '../../../lib/wire/commands/access-mask.ts';
import { ChangeNotify, SMB2_WATCH_TREE } from '../../../lib/wire/commands/change-notify.ts';
import type { FileId } from '../../../lib/wire/file-id.ts';
import {
  FILE_ACTION_ADDED,
  FILE_ACTION_MODIFIED,
  FILE_ACTION_REMOVED,
  FILE_ACTION_RENAMED_NEW_NAME,
  FILE_ACTION_RENAMED_OLD_NAME,
  NotifyInformation,
} from '../../../lib/wire/fscc/notify-information.ts';
import { STATUS_SUCCESS } from '../../../lib/wire/ntstatus.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { shareOn } from '../../support/client.ts';
import { settled } from '../../support/settles.ts';
import { type Embedded, startEmbedded } from '../embedded.ts';

interface Context {
  embedded: Embedded;
  /** Raw, to watch with. */
  shares: Map<string, ShareConnection>;
  /** To work with, by share. */
  clients: Map<string, SmbFs>;
}

const test = suite<Context>('server/files/folder-watch');

/** However busy the machine is. */
const PATIENCE = 60_000;
const ALL_CHANGES = 0xfff;

const SIGNS: ReadonlyMap<number, string> = new Map([
  [FILE_ACTION_ADDED, '+'],
  [FILE_ACTION_REMOVED, '-'],
  [FILE_ACTION_MODIFIED, '~'],
  [FILE_ACTION_RENAMED_OLD_NAME, '<'],
  [FILE_ACTION_RENAMED_NEW_NAME, '>'],
]);

test.before.each(async (context) => {
  const embedded = await startEmbedded();
  const names = ['share', 'folder'];
  context.embedded = embedded;
  context.shares = new Map(names.map((share) => [share, shareOn(embedded, { share })]));
  context.clients = new Map(names.map((share) => [share, new SmbFs(embedded.server.url(share, { user: 'ann' }))]));
});

test.after.each(async ({ embedded, shares, clients }) => {
  for (const share of shares.values()) share.destroy();
  for (const client of clients.values()) await client.close();
  await embedded.stop();
  assert.equal(embedded.failures, []);
});

/** The changes that have been told since the last request, with a sign for what has become of the name. */
async function notify(tree: Tree, fileId: FileId, flags: number): Promise<string[]> {
  const outputBufferLength = 65_536;
  const body = { flags, outputBufferLength, fileId, completionFilter: ALL_CHANGES };
  const [reply] = await tree.chainReplies([step(ChangeNotify, body, outputBufferLength)], { timeout: 0 });
  assert.is(reply.status, STATUS_SUCCESS);
  const changes = NotifyInformation.read(new Reader(reply.body?.buffer ?? Buffer.alloc(0)));
  return changes.map(({ action, fileName }) => `${SIGNS.get(action)}${fileName.replaceAll('\\', '/')}`);
}

let watches = 0;

/** What is told of a share's root, or all below it, while `task` runs; it has to make the folder `last` when all is done. */
async function changesDuring(
  { shares, clients }: Context,
  name: string,
  flags: number,
  task: (smb: SmbFs, last: string) => Promise<void>,
): Promise<string[]> {
  const [smb, share] = [clients.get(name), shares.get(name)];
  if (!smb || !share) throw new TypeError(`there is no share ${name}`);
  const [first, last] = [`first ${++watches}`, `last ${watches}`];
  return await share.run(async (tree) => {
    const { fileId } = await tree.request(create('', FILE_LIST_DIRECTORY));
    const heard: string[] = [];
    const hear = async (change: string): Promise<void> => {
      while (!heard.includes(change)) heard.push(...(await settled(notify(tree, fileId, flags), PATIENCE)));
    };
    // When a first change has been told, everything is being watched.
    await Promise.all([hear(`+${first}`), smb.mkdir(`/${first}`)]);
    await Promise.all([hear(`+${last}`), task(smb, last)]);
    return heard.filter((change) => ![`+${first}`, `+${last}`].includes(change));
  });
}

/** Changes of a file's content may be told in one or in several. */
function once(changes: readonly string[]): string[] {
  return changes.filter((change, i) => !(change.startsWith('~') && changes.lastIndexOf(change) > i));
}

test('what is made, changed and removed beside the server is told', async (context) => {
  const { folder } = context.embedded;
  await fs.writeFile(join(folder, 'old'), 'old');
  await fs.mkdir(join(folder, 'deep'));
  const changes = await changesDuring(context, 'folder', 0, async (_smb, last) => {
    await fs.writeFile(join(folder, 'new'), 'new');
    await fs.appendFile(join(folder, 'old'), 'er');
    await fs.writeFile(join(folder, 'deep/file'), 'unheard');
    await fs.mkdir(join(folder, 'made'));
    await fs.mkdir(join(folder, last));
  });
  assert.equal([...new Set(changes)].filter((change) => change !== '~new').sort(), ['+made', '+new', '~old']);
  const later = await changesDuring(context, 'folder', 0, async (_smb, last) => {
    await fs.rm(join(folder, 'new'));
    await fs.rename(join(folder, 'old'), join(folder, 'renamed'));
    await fs.rmdir(join(folder, 'made'));
    await fs.mkdir(join(folder, last));
  });
  assert.equal([...new Set(later)].sort(), ['+renamed', '-made', '-new', '-old']);
});

test('in a tree new folders count too, with what is in them', async (context) => {
  const { folder } = context.embedded;
  await fs.mkdir(join(folder, 'deep/deeper'), { recursive: true });
  const changes = await changesDuring(context, 'folder', SMB2_WATCH_TREE, async (_smb, last) => {
    await fs.mkdir(join(folder, 'deep/deeper/a/b'), { recursive: true });
    await fs.writeFile(join(folder, 'deep/deeper/a/b/file'), '');
    await fs.mkdir(join(folder, last));
  });
  assert.equal([...new Set(changes)].filter((change) => !change.startsWith('~')).sort(), [
    '+deep/deeper/a',
    '+deep/deeper/a/b',
    '+deep/deeper/a/b/file',
  ]);
});

for (const flags of [0, SMB2_WATCH_TREE]) {
  test(`what is done through the server is told once, ${flags ? 'in a tree' : 'in a folder'}`, async (context) => {
    const work = async (smb: SmbFs, last: string): Promise<void> => {
      await smb.writeFile('/file', 'content');
      await smb.appendFile('/file', 'more');
      await smb.truncate('/file', 3);
      await smb.utimes('/file', 1, 2);
      await smb.mkdir('/d/e', { recursive: true });
      await smb.writeFile('/d/e/inner', 'x'.repeat(300_000));
      await smb.rename('/d', '/f');
      await smb.rename('/file', '/f/file');
      const stream = smb.createWriteStream('/streamed');
      for (let part = 0; part < 20; part++) stream.write(Buffer.alloc(50_000, part));
      await new Promise<void>((resolve, reject) => stream.once('error', reject).end(() => resolve()));
      await smb.unlink('/f/e/inner');
      await smb.rm('/f', { recursive: true });
      await smb.unlink('/streamed');
      await smb.mkdir(`/${last}`);
    };
    // In memory there is nobody else who could tell of anything.
    const expected = once(await changesDuring(context, 'share', flags, work));
    assert.ok(expected.includes('+file') && expected.includes('-streamed'));
    assert.equal(once(await changesDuring(context, 'folder', flags, work)), expected);
  });
}

test('what is done beside and through the server at the same time is all told', async (context) => {
  const { folder } = context.embedded;
  const names = Array.from({ length: 30 }, (_, i) => `${i}`);
  const changes = await changesDuring(context, 'folder', 0, async (smb, last) => {
    await Promise.all([
      ...names.map((name) => smb.writeFile(`/through${name}`, name)),
      ...names.map((name) => fs.writeFile(join(folder, `beside${name}`), name)),
    ]);
    await fs.mkdir(join(folder, last));
  });
  const added = changes.filter((change) => change.startsWith('+')).sort();
  assert.equal(added, names.flatMap((name) => [`+beside${name}`, `+through${name}`]).sort());
});

test('nothing is watched any more when the folder is closed', async (context) => {
  const { folder } = context.embedded;
  const handles = (): number => process.getActiveResourcesInfo().filter((name) => /FSEvent/i.test(name)).length;
  await fs.mkdir(join(folder, 'deep/deeper'), { recursive: true });
  await changesDuring(context, 'folder', SMB2_WATCH_TREE, async (_smb, last) => {
    await fs.mkdir(join(folder, last));
  });
  await context.shares.get('folder')?.close();
  assert.is(handles(), 0);
});

test.run();
