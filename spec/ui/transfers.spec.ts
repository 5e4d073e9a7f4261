import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { TicketAnswer } from '../../lib/ui/protocol.ts';
import { settled, until } from '../support/settles.ts';
import { bothPages } from './both-pages.ts';
import { fieldsFor, startPage } from './page-client.ts';

const MIB = 1024 * 1024;

/** Without the headers that only the page's own requests have. */
const PLAIN = { method: 'GET', headers: { Origin: undefined, Authorization: undefined } };

bothPages('ui/transfers', (test) => {
  test('a file comes back as it was sent, in time of change too', async ({ page, connection, folder }) => {
    const content = randomBytes(5 * MIB + 17);
    await page.upload(connection, { path: '/file.bin', modified: 1e12 }, content);
    assert.ok(fs.readFileSync(join(folder, 'file.bin')).equals(content));
    assert.is(fs.statSync(join(folder, 'file.bin')).mtimeMs, 1e12);
    const answer = await page.download(connection, '/file.bin');
    assert.is(answer.status, 200);
    assert.ok(answer.content.equals(content));
  });

  test('an empty file is one', async ({ page, connection }) => {
    await page.upload(connection, { path: '/empty' }, Buffer.alloc(0));
    assert.is((await page.download(connection, '/empty')).content.length, 0);
  });

  test('what is downloaded is a file to the browser, and never a page', async ({ page, connection }) => {
    const name = `<script>'"; x=%0d\n名前.html`;
    await page.upload(connection, { path: `/${name}` }, Buffer.from('<script>alert(1)</script>'));
    const { headers } = await page.download(connection, `/${name}`);
    assert.is(headers['content-type'], 'application/octet-stream');
    assert.is(headers['x-content-type-options'], 'nosniff');
    assert.match(`${headers['content-security-policy']}`, /sandbox/);
    const disposition = `${headers['content-disposition']}`;
    assert.match(disposition, /^attachment; filename="[^"\\]*"; filename\*=UTF-8''[\w.%~-]+$/);
    assert.is(decodeURIComponent(disposition.split("''")[1] ?? ''), name);
  });

  test('a ticket works once', async ({ page, connection, folder, give }) => {
    fs.writeFileSync(join(folder, 'once'), 'once');
    give(join(folder, 'once'));
    const { url } = await page.get<TicketAnswer>(`${connection}/download`, { path: '/once' });
    assert.is(`${(await page.ask(url, PLAIN)).content}`, 'once');
    assert.is((await page.ask(url, PLAIN)).status, 404);
  });

  test('a ticket is of no use to another page', async ({ page, connection, folder, give }) => {
    fs.writeFileSync(join(folder, 'mine'), 'mine');
    give(join(folder, 'mine'));
    const { url } = await page.get<TicketAnswer>(`${connection}/download`, { path: '/mine' });
    const headers = { ...PLAIN.headers, 'Sec-Fetch-Site': 'cross-site' };
    assert.is((await page.ask(url, { ...PLAIN, headers })).status, 403);
    const upload = await page.get<TicketAnswer>(`${connection}/upload`, { path: '/theirs', size: 1 });
    const put = { method: 'PUT', body: Buffer.from('x') };
    assert.is((await page.ask(upload.url, { ...put, headers: { Authorization: undefined } })).status, 401);
    assert.is((await page.ask(upload.url, { ...put, headers: { Origin: 'http://evil.example' } })).status, 403);
    assert.not.ok(fs.existsSync(join(folder, 'theirs')));
  });

  test('what is there is replaced only when that is asked for, and a folder never', async (side) => {
    const { page, connection, folder } = side;
    await page.upload(connection, { path: '/there' }, Buffer.from('old'));
    const { status, error } = await page.refused(`${connection}/upload`, { path: '/there', size: 3 });
    assert.equal([status, error.code], [409, 'EEXIST']);
    await page.upload(connection, { path: '/there', replace: true }, Buffer.from('new'));
    assert.is(fs.readFileSync(join(folder, 'there'), 'utf8'), 'new');
    await page.get(`${connection}/mkdir`, { path: '/folder' });
    assert.is((await page.refused(`${connection}/upload`, { path: '/folder', size: 3, replace: true })).status, 409);
  });

  test('a file that is there by the time the bytes come is not replaced', async ({
    page,
    connection,
    folder,
    give,
  }) => {
    const { url } = await page.get<TicketAnswer>(`${connection}/upload`, { path: '/race', size: 3 });
    fs.writeFileSync(join(folder, 'race'), 'first');
    give(join(folder, 'race'));
    assert.is((await page.ask(url, { method: 'PUT', body: Buffer.from('new') })).status, 409);
    assert.is(fs.readFileSync(join(folder, 'race'), 'utf8'), 'first');
  });

  test('other bytes than were promised are refused', async ({ page, connection, folder }) => {
    const { url } = await page.get<TicketAnswer>(`${connection}/upload`, { path: '/short', size: 4 });
    assert.is((await page.ask(url, { method: 'PUT', body: Buffer.from('new') })).status, 400);
    assert.not.ok(fs.existsSync(join(folder, 'short')));
  });

  for (const end of ['the client hangs up', 'the server is stopped'] as const) {
    test(`nothing is left of an upload during which ${end}`, async ({ url: share, folder }) => {
      const page = await startPage();
      const connection = await page.connect(fieldsFor(share));
      const before = fs.readdirSync(folder).sort();
      const { url } = await page.get<TicketAnswer>(`${connection}/upload`, { path: '/cut', size: 64 * MIB });
      const upload = page.open(url, { method: 'PUT', headers: { 'Content-Length': `${64 * MIB}` } });
      upload.on('error', () => {});
      upload.write(randomBytes(4 * MIB));
      // Something is being written, and not under the final name.
      await until(() => fs.readdirSync(folder).length > before.length);
      assert.not.ok(fs.existsSync(join(folder, 'cut')));
      if (end === 'the client hangs up') upload.destroy();
      else await settled(page.ui.close());
      await until(() => `${fs.readdirSync(folder).sort()}` === `${before}`);
      await settled(page.ui.close());
    });
  }

  test('a download that is broken off stops reading', async ({ page, connection, folder, give }) => {
    fs.writeFileSync(join(folder, 'large'), Buffer.alloc(32 * MIB));
    give(join(folder, 'large'));
    const { url } = await page.get<TicketAnswer>(`${connection}/download`, { path: '/large' });
    const download = page.open(url, PLAIN);
    download.end();
    await new Promise<void>((resolve) => {
      download.once('response', (answer) => {
        answer.once('data', () => {
          download.destroy();
          resolve();
        });
        answer.on('error', () => {});
      });
    });
    // What held the file open has let go of it: the server lets it be removed, and its name be used.
    await page.get(`${connection}/remove`, { path: '/large' });
    await page.upload(connection, { path: '/large' }, Buffer.from('small'));
  });

  test('only files can be downloaded', async ({ page, connection }) => {
    assert.is((await page.refused(`${connection}/download`, { path: '/' })).status, 400);
    assert.is((await page.refused(`${connection}/download`, { path: '/gone' })).status, 404);
  });
});
