/** A folder of 100 000 entries: all of them, each once, whichever way it is listed. */
import * as nodeFs from 'node:fs';
import * as assert from 'uvu/assert';
import { SmbFs } from '../../lib/index.ts';
import { sambaSuite } from '../support/samba-suite.ts';

export const deadlineSeconds = 300;

const COUNT = 100_000;

/** Longer and shorter names, so that replies end at all kinds of places. */
const all = Array.from({ length: COUNT }, (_, index) => `${index}${'-'.repeat(index % 61)}`).sort();

const test = sambaSuite('a folder of 100 000 entries');

test.before(({ samba }) => {
  const folder = `${samba.folder()}/crowded`;
  nodeFs.mkdirSync(folder);
  // Every third is a folder, to tell the types apart.
  for (const [index, name] of all.entries()) {
    if (index % 3 === 0) nodeFs.mkdirSync(`${folder}/${name}`);
    else nodeFs.writeFileSync(`${folder}/${name}`, '');
  }
  samba.give(folder);
});

test('is listed completely', async ({ samba }) => {
  await using smb = new SmbFs(samba.url());
  assert.ok(same((await smb.readdir('/crowded')).sort(), all), 'the names');
});

test('is listed completely in the small replies of 2.0.2 over NetBIOS', async ({ samba }) => {
  await using smb = new SmbFs(samba.url('share', { transport: 'netbios' }), { maxDialect: '2.0.2' });
  assert.ok(same((await smb.readdir('/crowded')).sort(), all), 'the names');
});

test('is listed completely with types and entry by entry, both at once', async ({ samba }) => {
  await using smb = new SmbFs(samba.url());
  const folder = await smb.opendir('/crowded');
  const listed = smb.readdir('/crowded', { withFileTypes: true });
  const read: string[] = [];
  for await (const { name } of folder) read.push(name);
  assert.ok(same(read.sort(), all), 'the entries one by one');
  const entries = await listed;
  assert.ok(same(entries.map(({ name }) => name).sort(), all), 'the entries');
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const expected = all.filter((_, index) => index % 3 === 0);
  assert.ok(same(folders.sort(), expected), 'the folders');
});

/** Compares without printing 100 000 names. */
function same(actual: readonly string[], expected: readonly string[]): boolean {
  return actual.length === expected.length && actual.every((name, index) => name === expected[index]);
}

test.run();
