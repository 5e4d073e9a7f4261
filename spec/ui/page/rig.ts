/** The configuration page in a browser, and servers with a share to work on. */
import { mkdirSync, mkdtempSync, realpathSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import * as assert from 'uvu/assert';
import { buildPage } from '../../../.build/page.ts';
import { createServer } from '../../../lib/server/index.ts';
import { type RunningUi, startUi } from '../../../lib/ui/server.ts';
import { startChromium } from '../../support/chromium.ts';
import { startSamba } from '../../support/samba.ts';

/** A server with the shares `share` and `media`, for ann with the password `s3cret`. */
export interface ShareServer {
  readonly title: string;
  readonly host: string;
  readonly ports: Readonly<Record<'directtcp' | 'netbios', number>>;
  /** The folder behind `share`. */
  readonly folder: string;
  /** Makes what a spec has put into the folder the user's own. */
  give(path: string): void;
  stop(): Promise<void>;
}

/** What any wait may take on a machine that is busy with other things. */
const PATIENCE = 60_000;

export class Rig {
  readonly samba: ShareServer;
  readonly embedded: ShareServer;
  readonly #browser: Browser;
  readonly #home: string;
  #ui: RunningUi;

  private constructor(home: string, browser: Browser, ui: RunningUi, samba: ShareServer, embedded: ShareServer) {
    this.#home = home;
    this.#browser = browser;
    this.#ui = ui;
    this.samba = samba;
    this.embedded = embedded;
  }

  static async start(): Promise<Rig> {
    const home = realpathSync(mkdtempSync(join(tmpdir(), 'smbfs-page-')));
    const built = join(home, 'page');
    const [browser, samba, embedded] = await Promise.all([
      startChromium(),
      startOnSamba(),
      startEmbedded(home),
      buildPage(built),
    ]);
    return new Rig(home, browser, await startUi({ version: '0.0.0', port: 0, page: built }), samba, embedded);
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    await this.#ui.close();
    await this.samba.stop();
    await this.embedded.stop();
    await rm(this.#home, { recursive: true });
  }

  /** The page's server, anew. */
  async restart(): Promise<void> {
    await this.#ui.close();
    this.#ui = await startUi({ version: '0.0.0', port: 0, page: join(this.#home, 'page') });
  }

  /** A path for a file of a spec. */
  file(name: string): string {
    return join(this.#home, name);
  }

  /**
   * Runs `body` on a page in a browser that knows nothing yet. Fails too when the page complains in the console, or asks
   * anybody but its own server for anything.
   */
  async onPage(body: (page: Page) => Promise<void>, options: BrowserContextOptions = {}): Promise<void> {
    const { origin, url } = this.#ui;
    const context = await this.#browser.newContext({ viewport: { width: 1280, height: 860 }, ...options });
    const complaints: string[] = [];
    try {
      context.setDefaultTimeout(PATIENCE);
      const page = await context.newPage();
      page.on('pageerror', (error) => complaints.push(`${error}`));
      page.on('console', (message) => {
        // A refusal is an answer that the page expects, but Chromium has to say something about it.
        const isRefusal = message.text().startsWith('Failed to load resource: the server responded with a status of');
        if (message.type() === 'error' && !isRefusal) complaints.push(message.text());
      });
      page.on('request', (request) => {
        const asked = new URL(request.url());
        if (asked.origin !== origin) complaints.push(`asked ${asked.href}`);
      });
      await page.goto(url);
      await page.getByRole('heading', { name: 'Connection' }).waitFor();
      await body(page);
      assert.equal(complaints, []);
    } finally {
      await context.close();
    }
  }
}

/** The URL of a share for ann, whose password is in it. */
export function urlOf({ host, ports }: ShareServer, transport: 'directtcp' | 'netbios' = 'directtcp'): string {
  const url = new URL(`smb://${host}:${ports[transport]}/share?auth-username=ann&auth-password=s3cret`);
  if (transport === 'netbios') url.searchParams.set('transport', transport);
  return url.href;
}

/** Fills the form from a URL, and waits until the page has understood it. */
export async function fillFrom(page: Page, url: string): Promise<void> {
  await page.getByLabel('Have a URL? Paste it').fill(url);
  await page.getByRole('button', { name: 'Fill in' }).click();
  await page.getByRole('heading', { name: 'Command line' }).waitFor();
}

/** Goes to the listing of a share. */
export async function browse(page: Page, server: ShareServer): Promise<void> {
  await fillFrom(page, urlOf(server));
  await page.getByRole('tab', { name: 'Browse' }).click();
  await isListed(page);
}

/** Waits for the end of a listing. */
export async function isListed(page: Page, entries: RegExp = /^[\d,]+ entr(y|ies)$/): Promise<void> {
  await page.locator('.status').getByText(entries).waitFor();
}

async function startOnSamba(): Promise<ShareServer> {
  const samba = await startSamba({ shares: { media: { comment: 'films and music' } } });
  const { host, port, netbiosPort } = samba;
  return {
    title: 'Samba',
    host,
    ports: { directtcp: port, netbios: netbiosPort },
    folder: samba.folder(),
    give: (path) => samba.give(path),
    stop: () => samba.stop(),
  };
}

async function startEmbedded(home: string): Promise<ShareServer> {
  const folder = join(home, 'share');
  mkdirSync(folder);
  const server = createServer({
    shares: { share: folder, media: { fs: folder, comment: 'films and music' } },
    users: { ann: 's3cret' },
  });
  const { host, port } = await server.listen(0);
  const { port: netbios } = await server.listen({ port: 0, transport: 'netbios' });
  return {
    title: 'the embedded server',
    host,
    ports: { directtcp: port, netbios },
    folder,
    give: () => {},
    stop: () => server.close(),
  };
}
