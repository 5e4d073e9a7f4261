import * as fs from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { ListEvent, ListedEntry, SpaceAnswer } from '../../lib/ui/protocol.ts';
import { bothPages, type PageSide } from './both-pages.ts';
import { fieldsFor } from './page-client.ts';

const ODD = [
  '<img src=x onerror=alert(1)>',
  '"quotes" & \'more\'',
  'a\\b:c*d?e|f',
  '%2e%2e %00 +#&=',
  'trailing. ',
  '名前 ümlaut 🎉',
  'new\nline\ttab',
  '...',
  '-rf',
];

async function list({ page, connection }: PageSide, path: string): Promise<Map<string, ListedEntry>> {
  const { events, end } = await page.lines<ListEvent>(`${connection}/list`, { path });
  assert.equal(end, { end: true });
  return new Map(events.flatMap(({ entries }) => entries).map((entry) => [entry[0], entry]));
}

bothPages('ui/folders', (test) => {
  test('a folder is listed with what is known of its entries', async (side) => {
    const folder = join(side.folder, 'listed');
    fs.mkdirSync(join(folder, 'inner'), { recursive: true });
    fs.writeFileSync(join(folder, 'file'), 'twelve bytes');
    fs.utimesSync(join(folder, 'file'), 1e9, 1e9);
    const entries = await list(side, '/listed');
    assert.equal(entries.get('file'), ['file', 'file', 12, 1e12, false]);
    assert.is(entries.get('inner')?.[1], 'directory');
    assert.is(entries.size, 2);
  });

  test('what cannot be listed is told in the last line', async ({ page, connection }) => {
    const { events, end } = await page.lines(`${connection}/list`, { path: '/nowhere' });
    assert.equal(events, []);
    assert.match(JSON.stringify(end), /^\{"error":\{"message":"ENOENT/);
  });

  test('a share that is not there is named', async ({ page, url }) => {
    const connection = await page.connect({ ...fieldsFor(url), share: 'nope' });
    const { error } = await page.refused(`${connection}/space`, { path: '/' });
    assert.match(error.message, /has no share nope$/);
    assert.match(error.hint ?? '', /list/);
  });

  test('names of every kind are made, listed, renamed and removed as they are', async (side) => {
    const { page, connection } = side;
    await page.get(`${connection}/mkdir`, { path: '/odd' });
    for (const name of ODD) await page.get(`${connection}/mkdir`, { path: `/odd/${name}` });
    assert.equal([...(await list(side, '/odd')).keys()].sort(), [...ODD].sort());
    for (const name of ODD) {
      await page.get(`${connection}/rename`, { from: `/odd/${name}`, to: `/odd/${name}2` });
      await page.get(`${connection}/remove`, { path: `/odd/${name}2` });
    }
    assert.is((await list(side, '/odd')).size, 0);
  });

  test('half a character makes no name', async ({ page, connection }) => {
    const { status, error } = await page.refused(`${connection}/mkdir`, { path: '/\ud800half' });
    assert.equal([status, error.code], [400, 'EINVAL']);
  });

  test('a name that is taken is never replaced', async ({ page, connection, folder, give }) => {
    for (const name of ['one', 'two']) {
      fs.writeFileSync(join(folder, name), name);
      give(join(folder, name));
    }
    const { status, error } = await page.refused(`${connection}/rename`, { from: '/one', to: '/two' });
    assert.equal([status, error.code], [409, 'EEXIST']);
    assert.is(fs.readFileSync(join(folder, 'two'), 'utf8'), 'two');
    assert.is((await page.refused(`${connection}/mkdir`, { path: '/one' })).status, 409);
    assert.is((await page.refused(`${connection}/rename`, { from: '/gone', to: '/three' })).status, 404);
  });

  test('a name can change in case alone', async (side) => {
    fs.writeFileSync(join(side.folder, 'lower'), '');
    side.give(join(side.folder, 'lower'));
    await side.page.get(`${side.connection}/rename`, { from: '/lower', to: '/LOWER' });
    assert.ok((await list(side, '/')).has('LOWER'));
  });

  test('a folder goes with what is in it only when that is asked for', async ({ page, connection, folder, give }) => {
    fs.mkdirSync(join(folder, 'full'));
    fs.writeFileSync(join(folder, 'full', 'file'), '');
    give(join(folder, 'full', 'file'));
    give(join(folder, 'full'));
    const { status, error } = await page.refused(`${connection}/remove`, { path: '/full' });
    assert.equal([status, error.code], [409, 'ENOTEMPTY']);
    await page.get(`${connection}/remove`, { path: '/full', recursive: true });
    assert.not.ok(fs.existsSync(join(folder, 'full')));
  });

  test('no path leads out of the folder of the connection', async ({ page, url, folder, give }) => {
    for (const name of ['inside', 'outside']) {
      fs.mkdirSync(join(folder, name));
      give(join(folder, name));
    }
    fs.writeFileSync(join(folder, 'outside', 'secret'), '');
    const connection = await page.connect({ ...fieldsFor(url), path: '/inside' });
    for (const path of ['/../outside', '/x/../../outside', '/../../../share/outside', '/..\\outside']) {
      const { end } = await page.lines(`${connection}/list`, { path });
      assert.match(JSON.stringify(end), /ENOENT/);
    }
    for (const path of ['relative', '', '/nul\0byte']) {
      assert.is((await page.refused(`${connection}/mkdir`, { path })).status, 400);
    }
    for (const path of ['/', '//', '/./', '/x/..', '/../..']) {
      assert.is((await page.refused(`${connection}/remove`, { path, recursive: true })).status, 400);
    }
    assert.ok(fs.existsSync(join(folder, 'outside', 'secret')));
  });

  test('the room on a share is told', async ({ page, connection }) => {
    const { total, available } = await page.get<SpaceAnswer>(`${connection}/space`, { path: '/' });
    assert.ok(total > 0 && available > 0 && available <= total);
  });

  test('what may not be done is refused as such', async ({ page, url }) => {
    const connection = await page.connect({ ...fieldsFor(url), share: 'ro' });
    assert.is((await page.refused(`${connection}/mkdir`, { path: '/new' })).status, 403);
  });
});
