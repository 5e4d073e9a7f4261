/** One body of a test of the page's server on two SMB servers: Samba, and the embedded one. */
import { suite } from 'uvu';
import { type ServedShare, SHARE_SERVERS } from '../support/served-share.ts';
import { skipIf } from '../support/skip.ts';
import { fieldsFor, type PageClient, startPage } from './page-client.ts';

export interface PageSide extends ServedShare {
  readonly page: PageClient;
  /** Ann's connection to `share`: where its routes begin. */
  readonly connection: string;
}

export type PageTest = (name: string, body: (side: PageSide) => Promise<void>) => void;

/** Suites of the same tests, one for each server. */
export function bothPages(name: string, declare: (test: PageTest) => void): void {
  for (const [title, start, whyNot] of SHARE_SERVERS) {
    const test = skipIf(suite<{ side: PageSide }>(`${name}, on ${title}`), whyNot);
    test.before(async (context) => {
      const share = await start();
      const page = await startPage();
      context.side = { ...share, page, connection: await page.connect(fieldsFor(share.url)) };
    });
    test.after(async ({ side }) => {
      await side.page.ui.close();
      await side.stop();
    });
    declare((sentence, body) => test(sentence, ({ side }) => body(side)));
    test.run();
  }
}
