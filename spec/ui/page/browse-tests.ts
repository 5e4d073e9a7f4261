/** What must work where the configuration page shows what is on a share. */
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Page } from 'playwright-core';
import * as assert from 'uvu/assert';
import type { ListEvent, ListedEntry } from '../../../lib/ui/protocol.ts';
import { browse, isListed, type Rig, type ShareServer } from './rig.ts';

type Declare = (name: string, body: (rig: Rig) => Promise<void>) => void;

const CROWD = 100_000;
const BATCH = 1000;
/** More than any screen has, and far less than a crowd. */
const FEW_ROWS = 100;
const LARGE = 100 * 1000 * 1000;

/** A picture of one black dot. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==',
  'base64',
);

export function declareBrowseTests(test: Declare): void {
  test('names from the server are text, whatever they hold', (rig) =>
    rig.onPage(async (page) => {
      const name = "<img src=x onerror='document.title=1'>";
      const file = '<b>bold<b>.txt';
      const buffer = Buffer.from('<script>document.title = 1</script>');
      await browse(page, rig.samba);
      await page.getByRole('button', { name: 'New folder' }).click();
      await page.getByRole('dialog').getByLabel('Name').fill(name);
      await page.getByRole('button', { name: 'Make the folder' }).click();
      await open(page, name);
      await page.locator('input[type=file]').setInputFiles({ name: file, mimeType: 'text/plain', buffer });
      await row(page, file).click();
      await page.getByText('<script>document.title = 1</script>').waitFor();
      await page.getByRole('button', { name: 'Delete', exact: true }).click();
      await page.getByRole('dialog').getByText(file).waitFor();
      assert.is(await page.locator('img, b, body script').count(), 0);
      assert.is(await page.title(), 'smbfs');
    }));

  test('a file of 100 MB goes up and comes down byte by byte the same, and the page tells how far it is', (rig) =>
    rig.onPage(async (page) => {
      const file = rig.file('large.bin');
      const expected = await writeRandom(file);
      await browse(page, rig.samba);
      await page.evaluate(`
        window.seen = [];
        new MutationObserver(() => seen.push(document.querySelector('.transfer progress')?.value ?? 0))
          .observe(document.body, { childList: true, subtree: true, attributes: true, characterData: true });
      `);
      await page.locator('input[type=file]').setInputFiles(file);
      await page.getByText('95.4 MiB, done').waitFor();
      const seen = (await page.evaluate('seen')) as number[];
      assert.ok(
        seen.some((sent) => sent > 0 && sent < LARGE),
        'a part of it was seen on its way',
      );
      assert.is(await digest(join(rig.samba.folder, 'large.bin')), expected, 'what the server has');
      await row(page, 'large.bin').click();
      const downloading = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Download' }).click();
      const download = await downloading;
      assert.is(download.suggestedFilename(), 'large.bin');
      assert.is(await digest(await download.path()), expected, 'what came down');
    }));

  test('an upload is cancelled, and nothing is left of it', (rig) =>
    rig.onPage(async (page) => {
      const file = rig.file('cancelled.bin');
      await writeRandom(file);
      make(rig.samba, 'cancel', () => {});
      await browse(page, rig.samba);
      await open(page, 'cancel');
      // As long as the server has not let it begin, it cannot come to its end.
      let letBegin = (): void => {};
      const begun = new Promise<void>((resolve) => {
        letBegin = resolve;
      });
      await page.route('**/upload', async (route) => {
        await begun;
        await route.continue();
      });
      await page.locator('input[type=file]').setInputFiles(file);
      await page.getByRole('button', { name: 'Cancel the upload of cancelled.bin' }).click();
      letBegin();
      await page.getByText('Cancelled', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'Refresh' }).click();
      await isListed(page, /^0 entries$/);
      assert.equal(readdirSync(join(rig.samba.folder, 'cancel')), []);
    }));

  test('a file that is dropped is uploaded, and replaces another only when asked', (rig) =>
    rig.onPage(async (page) => {
      make(rig.embedded, 'drop', (folder) => writeFileSync(join(folder, 'a.txt'), 'old'));
      await browse(page, rig.embedded);
      await open(page, 'drop');
      const dataTransfer = await page.evaluateHandle(`{
        const transfer = new DataTransfer();
        transfer.items.add(new File(['new'], 'a.txt'));
        transfer;
      }`);
      const zone = page.locator('.drop-zone');
      await zone.dispatchEvent('dragover', { dataTransfer });
      await page.getByText('Drop to upload').waitFor();
      await zone.dispatchEvent('drop', { dataTransfer });
      await page.getByText('There is such a file already').waitFor();
      assert.is(readFileSync(join(rig.embedded.folder, 'drop/a.txt'), 'utf8'), 'old');
      await page.getByRole('button', { name: 'Replace' }).click();
      await page.getByText('3 bytes, done').waitFor();
      assert.is(readFileSync(join(rig.embedded.folder, 'drop/a.txt'), 'utf8'), 'new');
    }));

  test('texts and pictures are shown', (rig) =>
    rig.onPage(async (page) => {
      make(rig.embedded, 'previews', (folder) => {
        writeFileSync(join(folder, 'dot.png'), PNG);
        writeFileSync(join(folder, 'notes.txt'), 'Zeile für Zeile');
        writeFileSync(join(folder, 'nothing.bin'), '');
      });
      await browse(page, rig.embedded);
      await open(page, 'previews');
      await row(page, 'dot.png').click();
      await page.getByRole('img', { name: 'dot.png' }).waitFor();
      assert.is(
        await page.evaluate('(async (image) => (await image.decode(), image.naturalWidth))(document.images[0])'),
        1,
      );
      await row(page, 'notes.txt').click();
      await page.getByText('Zeile für Zeile').waitFor();
      await row(page, 'nothing.bin').click();
      await page.getByText('This file is empty').waitFor();
    }));

  test('everything is done with the keyboard alone', (rig) =>
    rig.onPage(async (page) => {
      make(rig.samba, 'keys', (folder) => {
        for (const name of ['alpha', 'beta']) mkdirSync(join(folder, name));
        writeFileSync(join(folder, 'gamma.txt'), 'gamma');
        writeFileSync(join(folder, 'beta/inside.txt'), 'inside');
      });
      const keys = join(rig.samba.folder, 'keys');
      const { host, ports } = rig.samba;
      const { keyboard } = page;
      // The field of the URL is behind the head of the page; from there to the fields of the form.
      await tabTo(page, 'Have a URL? Paste it');
      await keyboard.type(`smb://${host}:${ports.directtcp}/share/keys?auth-username=ann`);
      await keyboard.press('Enter');
      await page.getByText('The form is filled').waitFor();
      await tabTo(page, 'Password');
      await keyboard.type('s3cret');
      await keyboard.press('Enter');
      await page.getByText('It works').waitFor();
      await page.getByRole('tab', { name: 'Connection' }).focus();
      await keyboard.press('ArrowRight');
      await row(page, 'gamma.txt').waitFor();
      await tabTo(page, 'alpha');
      // Down into the next folder, and up again to where it was.
      await keyboard.press('ArrowDown');
      await keyboard.press('Enter');
      await row(page, 'inside.txt').waitFor();
      await keyboard.press('Backspace');
      await focusIsOn(page, 'beta');
      await keyboard.press('g');
      await focusIsOn(page, 'gamma.txt');
      await keyboard.press('F2');
      await keyboard.type('delta.txt');
      await keyboard.press('Enter');
      await focusIsOn(page, 'delta.txt');
      assert.ok(existsSync(join(keys, 'delta.txt')));
      await keyboard.press('Enter');
      await page.getByRole('complementary').getByText('delta.txt').waitFor();
      await keyboard.press('Escape');
      assert.is(await page.getByRole('complementary').count(), 0);
      // A folder that is not empty goes when asked twice.
      await keyboard.press('b');
      await keyboard.press('Delete');
      await keyboard.press('Escape');
      assert.ok(existsSync(join(keys, 'beta')));
      await focusIsOn(page, 'beta');
      await keyboard.press('Delete');
      await tabTo(page, 'Delete');
      await keyboard.press('Enter');
      await page.getByText('It is not empty').waitFor();
      await tabTo(page, 'Delete everything');
      await keyboard.press('Enter');
      await row(page, 'beta').waitFor({ state: 'detached' });
      assert.not(existsSync(join(keys, 'beta')));
      await focusIsOn(page, 'delta.txt');
      await tabTo(page, 'New folder', 'Shift+Tab');
      await keyboard.press('Enter');
      await keyboard.type('made');
      await keyboard.press('Enter');
      await page.locator('.current').getByText('made', { exact: true }).waitFor();
      assert.ok(existsSync(join(keys, 'made')));
    }));

  test('a folder of 100 000 entries is a table of few rows, sorted and scrolled to its end', (rig) =>
    rig.onPage(async (page) => {
      // That a share lists so many is proven elsewhere, and takes a server long; what the page makes of them is told here.
      const contentType = 'application/x-ndjson';
      await page.route('**/list', (route) => route.fulfill({ contentType, body: crowdedListing() }));
      await browse(page, rig.embedded);
      await isListed(page, /^100,000 entries$/);
      await row(page, 'file 2').waitFor();
      assert.is(await page.getByRole('table').getAttribute('aria-rowcount'), `${CROWD + 1}`);
      for (const place of [0.25, 0.5, 0.75, 1]) {
        const index = Math.min(CROWD - 1, Math.floor(place * CROWD));
        await page.evaluate(`{
          const scroller = document.querySelector('.scroller');
          scroller.scrollTo(0, ${place} * scroller.scrollHeight);
        }`);
        await row(page, `file ${index}`).waitFor();
        assert.ok((await page.locator('tbody tr').count()) < FEW_ROWS);
      }
      await row(page, `file ${CROWD - 1}`).focus();
      await page.keyboard.press('Home');
      await focusIsOn(page, 'file 0');
      await page.keyboard.press('End');
      await focusIsOn(page, `file ${CROWD - 1}`);
      await page.getByRole('button', { name: 'Name' }).click();
      await page
        .locator('.current[aria-rowindex="2"]')
        .getByText(`file ${CROWD - 1}`)
        .waitFor();
      assert.is(await page.evaluate('document.querySelector(".scroller").scrollTop'), 0);
      assert.ok((await page.locator('tbody tr').count()) < FEW_ROWS);
    }));

  test('everything has room on a telephone', (rig) =>
    rig.onPage(
      async (page) => {
        await browse(page, rig.embedded);
        for (const name of ['Compare', 'Browse', 'Connection']) {
          await page.getByRole('tab', { name }).click();
          await page.getByRole('tabpanel', { name }).waitFor();
          assert.is(await page.evaluate('document.documentElement.scrollWidth'), 390, name);
          const small = await page.evaluate(
            `[...document.querySelectorAll('button, select, summary, .option, .checkbox, .control')]
              .filter((element) => element.checkVisibility() && element.getBoundingClientRect().height < 42)
              .map((element) => element.outerHTML)`,
          );
          assert.equal(small, [], name);
        }
      },
      { viewport: { width: 390, height: 844 }, hasTouch: true },
    ));
}

/** As the page's server sends it. */
function crowdedListing(): string {
  const lines = Array.from({ length: CROWD / BATCH }, (_, batch) => {
    const entries = Array.from(
      { length: BATCH },
      (_, i): ListedEntry => [`file ${CROWD - 1 - batch * BATCH - i}`, 'file', 0, 0, false],
    );
    return JSON.stringify({ entries } satisfies ListEvent);
  });
  return `${[...lines, JSON.stringify({ end: true })].join('\n')}\n`;
}

function make(server: ShareServer, name: string, fill: (folder: string) => void): void {
  const folder = join(server.folder, name);
  mkdirSync(folder);
  fill(folder);
  server.give(folder);
}

/** The button of an entry. */
function row(page: Page, name: string): ReturnType<Page['locator']> {
  return page.locator('td.name button').filter({ has: page.getByText(name, { exact: true }) });
}

async function open(page: Page, name: string): Promise<void> {
  await row(page, name).click();
  await page.getByRole('navigation').getByRole('button', { name, exact: true }).waitFor();
  await isListed(page);
}

/** Presses Tab until what has this name has the focus. */
async function tabTo(page: Page, name: string, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press(key);
    if ((await page.evaluate(FOCUSED)) === name) return;
  }
  throw new Error(`the Tab key does not come to ${name}`);
}

/** What a person would call the element that has the focus. */
const FOCUSED = `(() => {
  const element = document.activeElement;
  const title = element.querySelector('.title') ?? element.labels?.[0] ?? element;
  return element.ariaLabel ?? title.textContent;
})()`;

async function focusIsOn(page: Page, name: string): Promise<void> {
  await page.locator('.current button:focus').getByText(name, { exact: true }).waitFor();
}

/** The digest of what is written. */
async function writeRandom(file: string): Promise<string> {
  writeFileSync(file, randomBytes(LARGE));
  return await digest(file);
}

async function digest(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
