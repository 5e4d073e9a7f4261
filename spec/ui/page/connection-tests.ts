/** What must work in the form of the configuration page, and when a connection is tested. */
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import type { Page } from 'playwright-core';
import * as assert from 'uvu/assert';
import { freePort } from '../../support/free-port.ts';
import { fillFrom, type Rig, type ShareServer, urlOf } from './rig.ts';

type Declare = (name: string, body: (rig: Rig) => Promise<void>) => void;

const TRANSPORTS = { directtcp: 'DirectTCP', netbios: 'NetBIOS' } as const;

export function declareConnectionTests(test: Declare): void {
  for (const server of ['samba', 'embedded'] as const) {
    for (const transport of ['directtcp', 'netbios'] as const) {
      test(`a form filled by hand passes every step, on ${server} over ${transport}`, (rig) =>
        rig.onPage(async (page) => {
          await fillByHand(page, rig[server], transport);
          await page.getByRole('button', { name: 'Test connection' }).click();
          await page.getByText('It works').waitFor();
          assert.is(await page.locator('.step.done').count(), 11);
          assert.match(await stepText(page, 'negotiate'), transport === 'netbios' ? /SMB [23]/ : /SMB 3\.1\.1/);
          assert.match(await stepText(page, 'log in'), /as ann/);
          assert.match(await stepText(page, 'free space'), /available/);
          assert.equal(readdirSync(rig[server].folder), [], 'what is left of the test');
        }));
    }
  }

  test('a wrong password fails at the login, and says what to try', (rig) =>
    rig.onPage(async (page) => {
      await fillFrom(page, urlOf(rig.samba).replace('s3cret', 'other'));
      await expectFailure(page, 'log in', /check the user name, the password and the domain/);
    }));

  test('a closed port fails at the connection, and says what to try', (rig) =>
    rig.onPage(async (page) => {
      const port = await freePort(rig.embedded.host);
      await fillFrom(page, `smb://${rig.embedded.host}:${port}/share?auth-username=ann&auth-password=s3cret`);
      await expectFailure(page, 'connect', /nothing listens there/);
    }));

  test('a share that does not exist fails when it is entered', (rig) =>
    rig.onPage(async (page) => {
      await fillFrom(page, urlOf(rig.samba).replace('/share', '/elsewhere'));
      await expectFailure(page, 'enter the share', /What to try/);
    }));

  test('a test is cancelled while the server is silent', (rig) =>
    rig.onPage(async (page) => {
      const silent = createServer().listen(0, '127.0.0.1');
      await once(silent, 'listening');
      const { port } = silent.address() as AddressInfo;
      const accepted = once(silent, 'connection');
      await fillFrom(page, `smb://127.0.0.1:${port}/share?auth-username=ann&auth-password=s3cret`);
      await page.getByRole('button', { name: 'Test connection' }).click();
      const [socket] = await accepted;
      const closed = once(socket.resume(), 'close');
      await page.getByRole('button', { name: 'Cancel the test' }).click();
      await page.getByText('Cancelled', { exact: true }).waitFor();
      await closed;
      silent.close();
    }));

  test('a URL that is pasted fills the form, which gives it back, with the password only when asked', (rig) =>
    rig.onPage(async (page) => {
      const url =
        'smb://nas:1445/backups/2026?auth-username=ann&auth-password=s3cret&auth-domain=HOME&transport=netbios&read-buffer-size=65536&signing=if-required&min-dialect=3.0';
      const box = page.getByLabel('Have a URL? Paste it');
      await box.focus();
      await page.evaluate(`{
        const clipboardData = new DataTransfer();
        clipboardData.setData('text', ${JSON.stringify(url)});
        document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
      }`);
      await page.getByText('smb://nas:1445').first().waitFor();
      assert.is(await box.inputValue(), '');
      const fields = {
        Server: 'nas',
        'Share name': 'backups',
        'Path on server': '/2026',
        Username: 'ann',
        Password: 's3cret',
        Domain: 'HOME',
        Port: '1445',
        'Read buffer size': '65536',
        Signing: 'if-required',
        'Further parameters': 'min-dialect=3.0',
      };
      for (const [label, value] of Object.entries(fields)) {
        assert.is(await page.getByLabel(label, { exact: true }).inputValue(), value, label);
      }
      assert.ok(await page.getByRole('radio', { name: 'NetBIOS' }).isChecked());
      const output = page.locator('.output pre');
      assert.not.match(`${await page.locator('.beside').textContent()}`, /s3cret/);
      await page.getByLabel('With the password').check();
      await output.first().getByText('auth-password=s3cret').waitFor();
      assert.is(
        new URL(`${await output.first().textContent()}`).searchParams.toString().split('&').sort().join(),
        new URL(url).searchParams.toString().split('&').sort().join(),
      );
      assert.not.match(`${await output.nth(1).textContent()}`, /s3cret/);
      assert.match(`${await output.nth(2).textContent()}`, /^(npx )?smbfs .*smb:\/\/nas:1445\/backups\/2026/);
    }));

  test('what is no URL of a share is refused where it was pasted', (rig) =>
    rig.onPage(async (page) => {
      const box = page.getByLabel('Have a URL? Paste it');
      await box.fill('http://nas/share');
      await box.press('Enter');
      await page.getByText('smb://host/share/path').waitFor();
      assert.is(await box.getAttribute('aria-invalid'), 'true');
    }));

  test('bad input is marked at its field, which is shown and gets the focus', (rig) =>
    rig.onPage(async (page) => {
      await fillFrom(page, urlOf(rig.embedded));
      await page.getByText('Advanced').click();
      await page.getByLabel('Port', { exact: true }).fill('99999');
      await page.getByText('Advanced').click();
      await page.getByRole('button', { name: 'Test connection' }).click();
      const port = page.getByRole('textbox', { name: 'Port', exact: true });
      await port.waitFor();
      assert.is(await port.getAttribute('aria-invalid'), 'true');
      const told = await port.getAttribute('aria-describedby');
      assert.match(`${await page.locator(`[id="${told}"]`).textContent()}`, /Port .*65535/);
      await page.locator('[name=port]:focus').waitFor();
      await port.fill(`${rig.embedded.ports.directtcp}`);
      await page.getByRole('button', { name: 'Test connection' }).click();
      await page.getByText('It works').waitFor();
    }));

  test('a share is picked from those that the server offers', (rig) =>
    rig.onPage(async (page) => {
      await fillFrom(page, urlOf(rig.samba));
      await page.getByRole('button', { name: 'List', exact: true }).click();
      await page.getByRole('button', { name: /^media/ }).click();
      assert.is(await page.getByLabel('Share name').inputValue(), 'media');
      assert.is(await page.getByRole('dialog').count(), 0);
    }));

  test('neither token nor password stand in the address, in the page, or in what the browser keeps, and a reload needs neither', (rig) =>
    rig.onPage(async (page) => {
      await fillFrom(page, urlOf(rig.embedded));
      await page.getByRole('button', { name: 'Test connection' }).click();
      await page.getByText('It works').waitFor();
      assert.is(new URL(page.url()).hash, '');
      await page.reload();
      await page.getByPlaceholder('kept in memory').waitFor();
      const kept = await page.evaluate(
        'document.documentElement.outerHTML + JSON.stringify([localStorage, sessionStorage, location, history.state])',
      );
      assert.not.match(`${kept}`, /s3cret/);
      await page.getByRole('button', { name: 'Test connection' }).click();
      await page.getByText('It works').waitFor();
    }));

  test('the page says when its server is stopped', async (rig) => {
    await rig.onPage(async (page) => {
      await page.getByRole('button', { name: 'Stop smbfs' }).click();
      await page.getByRole('button', { name: 'Stop', exact: true }).click();
      await page.getByText('smbfs has stopped').waitFor();
    });
    await rig.restart();
  });
}

async function fillByHand(page: Page, { host, ports }: ShareServer, transport: keyof typeof TRANSPORTS): Promise<void> {
  await page.getByLabel('Server', { exact: true }).fill(host);
  await page.getByLabel('Share name').fill('share');
  await page.getByLabel('Username').fill('ann');
  await page.getByLabel('Password', { exact: true }).fill('s3cret');
  await page.getByRole('radio', { name: TRANSPORTS[transport] }).check();
  await page.getByText('Advanced').click();
  await page.getByLabel('Port', { exact: true }).fill(`${ports[transport]}`);
}

/** The title of a step is written with a capital on the screen alone. */
async function stepText(page: Page, title: string): Promise<string> {
  return (await page.locator('.step').filter({ hasText: title }).first().textContent()) ?? '';
}

async function expectFailure(page: Page, title: string, hint: RegExp): Promise<void> {
  await page.getByRole('button', { name: 'Test connection' }).click();
  await page.getByText('It does not work yet').waitFor();
  assert.is(await page.locator('.step.failed .title').first().textContent(), title);
  assert.match((await page.locator('.step.failed .failure').textContent()) ?? '', hint);
}
