/** Listings of a server that never comes to their end.  [MS-SMB2] 3.2.5.12 */
import * as assert from 'uvu/assert';
import { directoryPages, listDirectory, listNames } from '../../lib/open/paths/list-directory.ts';
import type { QueryDirectoryRequest } from '../../lib/wire/commands/query-directory.ts';
import { DirectoryEntryWriter } from '../../lib/wire/fscc/directory-entry.ts';
import { Writer } from '../../lib/wire/writer.ts';
import type { ScriptedServerOptions } from '../support/scripted-server.ts';
import { type Scripted, scriptedSuite } from '../support/scripted-suite.ts';
import { rejection } from '../support/settles.ts';

const test = scriptedSuite('open/hostile listing');

/** A page of a listing with these names. */
function page(fileInformationClass: number, names: readonly string[]): Buffer {
  const w = new Writer();
  w.begin(0);
  const entries = new DirectoryEntryWriter(w, fileInformationClass, 65536);
  for (const fileName of names) {
    entries.add({
      ...{ fileIndex: 0, creationTime: 0n, lastAccessTime: 0n, lastWriteTime: 0n, changeTime: 0n },
      ...{ endOfFile: 0, allocationSize: 0, fileAttributes: 0x80, eaSize: 0, fileId: 0n, shortName: '', fileName },
    });
  }
  return Buffer.concat(w.finish());
}

/** Answers every QUERY_DIRECTORY with these names. */
function always(...names: string[]): ScriptedServerOptions {
  return {
    script: (request) => {
      if (request.name !== 'QUERY_DIRECTORY') return undefined;
      const { fileInformationClass } = request.body as QueryDirectoryRequest;
      return { body: { buffer: page(fileInformationClass, names) } };
    },
  };
}

const enter = async ({ serve, enter }: Scripted, options: ScriptedServerOptions) =>
  enter(await serve(options), { requestTimeout: 5000 });

for (const [what, names] of [
  ['the same names', ['a', 'b']],
  ['nothing but the folder itself', ['.', '..']],
] as const) {
  test(`${what}, again and again, are an error`, async (context) => {
    const tree = await enter(context, always(...names));
    for (const list of [listDirectory, listNames]) {
      const error = await rejection(list(tree, 'folder'));
      assert.is(error.code, 'ERR_SMB_MALFORMED');
      assert.match(error.message, 'the same names again and again');
    }
  });
}

test('who takes a page at a time has each name once', async (context) => {
  const tree = await enter(context, always('a', 'b'));
  const names: string[] = [];
  const all = (async () => {
    for await (const entries of directoryPages(tree, 'folder')) names.push(...entries.map(({ name }) => name));
  })();
  assert.is((await rejection(all)).code, 'ERR_SMB_MALFORMED');
  assert.equal(names, ['a', 'b']);
});

test.run();
