/** Takes the README's pictures of the configuration page: `npm run screenshots`. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { buildPage } from '../../.build/page.ts';
import { createServer } from '../../lib/server/index.ts';
import { startUi } from '../../lib/ui/server.ts';
import { startChromium } from '../support/chromium.ts';

const FOLDER = join(import.meta.dirname, '../../.github/images');
const DESKTOP = { width: 1280, height: 860 };
const PHONE = { width: 390, height: 844 };

/** Names, and sizes of files in KiB. */
const FOLDERS = ['2025', '2026', 'Music', 'Scans'];
const FILES: Readonly<Record<string, number>> = {
  'accounts.sql.gz': 18_944,
  'disk.img': 61_440,
  'letter.txt': 3,
  'photos.zip': 40_192,
  'website.tar.gz': 9728,
};

/** A landscape for the preview. */
const LANDSCAPE = `<body style="margin:0"><svg width="640" height="400" viewBox="0 0 640 400">
  <linearGradient id="sky" x2="0" y2="1"><stop stop-color="#f6b26b"/><stop offset="1" stop-color="#fde9d0"/></linearGradient>
  <rect width="640" height="400" fill="url(#sky)"/><circle cx="450" cy="150" r="46" fill="#fff6e5"/>
  <path d="M0 260 130 150 230 230 330 130 470 250 560 190 640 250V400H0z" fill="#8d6a8f"/>
  <path d="M0 310Q160 230 320 300T640 280V400H0z" fill="#4f5d75"/><path d="M0 350Q200 300 400 350T640 340V400H0z" fill="#2d3a4a"/>
</svg>`;

const home = realpathSync(mkdtempSync(join(tmpdir(), 'smbfs-screenshots-')));
const share = join(home, 'share');
const browser = await startChromium();
await fill(share, browser);
const server = createServer({ shares: { backups: share }, users: { ann: 's3cret' } });
const { port } = await server.listen(0);
const { port: netbios } = await server.listen({ port: 0, transport: 'netbios' });
await buildPage(join(home, 'page'));
const ui = await startUi({ version: '', port: 0, page: join(home, 'page') });
mkdirSync(FOLDER, { recursive: true });

const page = await browser.newPage({ viewport: DESKTOP, colorScheme: 'light', locale: 'en-GB' });
await page.goto(ui.url);
await page.getByLabel('Have a URL?').fill(`smb://localhost:${port}/backups?auth-username=ann&auth-password=s3cret`);
await page.getByRole('button', { name: 'Fill in' }).click();
await page.getByRole('heading', { name: 'Command line' }).waitFor();
await page.getByRole('button', { name: 'Test connection' }).click();
await page.getByText('It works').waitFor();
await take(page, 'ui-connection');

await page.getByRole('tab', { name: 'Compare' }).click();
await page.getByLabel('Port of NetBIOS').fill(`${netbios}`);
await page.getByRole('button', { name: 'Compare', exact: true }).click();
await page.getByText('Done', { exact: true }).waitFor();
await page.getByRole('heading', { name: 'Throughput' }).scrollIntoViewIfNeeded();
await take(page, 'ui-compare');

await page.getByRole('tab', { name: 'Browse' }).click();
await page.getByText('sunset.png').click();
await page.getByRole('img', { name: 'sunset.png' }).waitFor();
await page.emulateMedia({ colorScheme: 'dark' });
await take(page, 'ui-browse-dark');

await page.getByRole('button', { name: 'Close the details' }).click();
await page.setViewportSize(PHONE);
await take(page, 'ui-phone-dark');

await browser.close();
await ui.close();
await server.close();
rmSync(home, { recursive: true });

async function fill(folder: string, browser: Browser): Promise<void> {
  const day = new Date(2026, 5, 1, 9, 30).getTime() / 1000;
  let days = 0;
  const date = (name: string): void => {
    days += 1;
    utimesSync(join(folder, name), day, day + days * 90_000);
  };
  mkdirSync(folder);
  for (const name of FOLDERS) {
    mkdirSync(join(folder, name));
    date(name);
  }
  for (const [name, size] of Object.entries(FILES)) {
    writeFileSync(join(folder, name), Buffer.alloc(size * 1024, 'smbfs\n'));
    date(name);
  }
  const painter = await browser.newPage({ viewport: { width: 640, height: 400 } });
  await painter.setContent(LANDSCAPE);
  await painter.screenshot({ path: join(folder, 'sunset.png') });
  await painter.close();
  date('sunset.png');
}

/** When what moves has come to rest, and the pointer is out of the way. */
async function take(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0);
  await page.evaluate('Promise.all(document.getAnimations().map(({ finished }) => finished))');
  await page.screenshot({ path: join(FOLDER, `${name}.png`) });
}
