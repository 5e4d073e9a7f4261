/** What must work where the configuration page compares the transports. */
import { readdirSync, readFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { fillFrom, type Rig, urlOf } from './rig.ts';

type Declare = (name: string, body: (rig: Rig) => Promise<void>) => void;

export function declareCompareTests(test: Declare): void {
  test('both transports are measured in every size, drawn, and saved', (rig) =>
    rig.onPage(async (page) => {
      await fillFrom(page, urlOf(rig.samba));
      await page.getByRole('tab', { name: 'Compare' }).click();
      await page.getByLabel('16 MiB').uncheck();
      await page.getByLabel('Best of').selectOption('1');
      await page.getByLabel('Port of NetBIOS').fill(`${rig.samba.ports.netbios}`);
      const before = readdirSync(rig.samba.folder);
      await page.getByRole('button', { name: 'Compare', exact: true }).click();
      await page.getByText('Done', { exact: true }).waitFor();
      const rates = await page.locator('.figures td').allTextContents();
      assert.is(rates.length, 12);
      for (const text of rates) assert.match(text, /^[\d.]+ (([KMG]iB|bytes)\/s|×)$/);
      const bars = await page.locator('.bar .rate').allTextContents();
      assert.is(bars.filter((text) => text.endsWith('/s')).length, 8);
      const saving = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Save as CSV' }).click();
      const csv = readFileSync(await (await saving).path(), 'utf8')
        .trimEnd()
        .split('\r\n');
      assert.is(csv[0], 'transport,direction,bytes,bytes per second');
      assert.is(csv.length, 9);
      const savingToo = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Save as JSON' }).click();
      const text = readFileSync(await (await savingToo).path(), 'utf8');
      assert.is(JSON.parse(text).figures.length, 8);
      assert.not.match(text, /s3cret/);
      assert.equal(readdirSync(rig.samba.folder), before, 'what is left of it');
    }));

  test('where one transport cannot be measured, the other one is, and the page says why', (rig) =>
    rig.onPage(async (page) => {
      await fillFrom(page, urlOf(rig.embedded, 'netbios'));
      await page.getByRole('tab', { name: 'Compare' }).click();
      await page.getByLabel('16 MiB').uncheck();
      await page.getByLabel('1 MiB').uncheck();
      // Nothing but NetBIOS is spoken there.
      await page.getByLabel('Port of DirectTCP').fill(`${rig.embedded.ports.netbios}`);
      await page.getByRole('button', { name: 'Compare', exact: true }).click();
      await page.getByText('Done', { exact: true }).waitFor();
      await page.getByRole('heading', { name: 'DirectTCP', exact: true }).waitFor();
      assert.match(`${await page.locator('.failure').textContent()}`, /What to try/);
    }));
}
