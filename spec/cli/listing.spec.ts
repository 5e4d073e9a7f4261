import { Volume } from 'memfs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type ListingOptions, listFolder, type Sort } from '../../lib/cli/listing.ts';
import { SmbFs } from '../../lib/index.ts';
import { createServer, type ServedFileSystem } from '../../lib/server/index.ts';

const test = suite('cli/listing');

const volume = Volume.fromJSON({ '/b': 'bb', '/a': 'a', '/.c': 'cccc', '/sub/e': 'eee', '/sub/d': '' });
const times = { '/b': 300, '/a': 100, '/.c': 200, '/sub/e': 1, '/sub/d': 2, '/sub': 50 };
for (const [path, time] of Object.entries(times)) volume.utimesSync(path, time, time);
const served = volume.promises as unknown as ServedFileSystem;
const server = createServer({ shares: { share: served }, users: { ann: 's3cret' } });
let smb: SmbFs;

test.before(async () => {
  await server.listen(0);
  smb = new SmbFs(server.url('share', { user: 'ann' }));
});

test.after(async () => {
  await smb.close();
  await server.close();
});

async function names(sort: Sort, options: Partial<ListingOptions> = {}): Promise<string[]> {
  const found: string[] = [];
  const all = { recursive: false, all: true, reverse: false, sort, ...options };
  for await (const { name } of listFolder(smb, '/', all)) found.push(name);
  return found;
}

test('sorts by name, by size and by time, either way', async () => {
  assert.equal(await names('name'), ['.c', 'a', 'b', 'sub']);
  assert.equal(await names('name', { reverse: true }), ['sub', 'b', 'a', '.c']);
  assert.equal(
    (await names('size')).filter((name) => name !== 'sub'),
    ['.c', 'b', 'a'],
  );
  assert.equal(await names('time'), ['b', '.c', 'a', 'sub']);
});

test('lists unsorted what is there', async () => {
  assert.equal((await names('none')).sort(), ['.c', 'a', 'b', 'sub']);
});

test('lists folders behind their names, each sorted', async () => {
  assert.equal(await names('name', { recursive: true, all: false }), ['a', 'b', 'sub', 'sub/d', 'sub/e']);
});

test('a loop that is left closes what was open', async () => {
  for await (const _ of listFolder(smb, '/', { recursive: true, all: true, reverse: false, sort: 'none' })) break;
  assert.is(smb.diagnostics().openFiles, 0);
});

test.run();
