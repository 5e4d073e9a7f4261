import * as assert from 'uvu/assert';
import type {
  ConnectionInfo,
  DescribeAnswer,
  ParseUrlAnswer,
  SharesAnswer,
  StartAnswer,
} from '../../lib/ui/protocol.ts';
import { bothPages } from './both-pages.ts';
import { fieldsFor, startPage } from './page-client.ts';

bothPages('ui/setting-up', (test) => {
  test('a pasted URL fills the form', async ({ page, url }) => {
    const pasted = ` ${url}/a/b?auth-username=ann&auth-password=s3cret&transport=NetBIOS&max-dialect=3.0 \n`;
    const { form } = await page.get<ParseUrlAnswer>('parse-url', { url: pasted });
    const { share, path, username, password, transport, other } = form;
    assert.equal([share, path, username, password, transport], ['share', '/a/b', 'ann', 's3cret', 'netbios']);
    assert.is(other, 'max-dialect=3.0');
  });

  test('what is no URL of a share is refused, without quoting a password', async ({ page }) => {
    for (const url of ['https://nas/x', 'smb://nas', 'smb://nas/x?auth-password=hunter2&nonsense=1', '']) {
      const { status, error } = await page.refused('parse-url', { url });
      assert.is(status, 400);
      assert.not.match(error.message, /hunter2/);
    }
  });

  test('the form is described as it is typed', async ({ page, url }) => {
    const form = await page.form({ ...fieldsFor(url), readBufferSize: '64' });
    const good = await page.get<DescribeAnswer>('describe', { form });
    assert.equal([good.problems, good.notes.map(({ field }) => field)], [[], ['readBufferSize']]);
    assert.match(good.url ?? '', /^smb:.*auth-username=ann/);
    assert.not.match(JSON.stringify(good), /s3cret/);
    const open = await page.get<DescribeAnswer>('describe', { form, withPassword: true });
    assert.match(open.url ?? '', /auth-password=s3cret/);
    const bad = await page.get<DescribeAnswer>('describe', { form: { ...form, port: 'x' } });
    assert.equal([bad.url, bad.problems.length], [null, 1]);
  });

  test('shares are picked from the list of the server', async ({ page, url }) => {
    const form = await page.form({ ...fieldsFor(url), share: '' });
    const { shares } = await page.get<SharesAnswer>('shares', { form });
    const names = shares.map(({ name }) => name);
    for (const name of ['share', 'ro', 'hidden$']) assert.ok(names.includes(name), names.join());
    assert.ok(shares.find(({ name }) => name === 'hidden$')?.hidden);
  });

  test('a wrong password is told as one, with a hint', async ({ page, url }) => {
    const form = await page.form({ ...fieldsFor(url), password: 'wr0ng' });
    const { error } = await page.refused('shares', { form });
    assert.is(error.ntstatus, 'STATUS_LOGON_FAILURE');
    assert.match(error.hint ?? '', /password/);
    assert.not.match(JSON.stringify(error), /wr0ng/);
  });

  test('a connection keeps the password, which is never told again', async ({ page, url }) => {
    const form = await page.form(fieldsFor(url));
    const first = await page.get<ConnectionInfo>('connections', { form });
    assert.ok(first.hasPassword);
    assert.not.match(JSON.stringify(first), /s3cret/);
    assert.equal(await page.get(`connections/${first.id}`), first);
    const { password, ...without } = form;
    const second = await page.get<ConnectionInfo>('connections', { form: { ...without, path: '/x' }, keep: first.id });
    assert.ok(second.hasPassword);
    // It has taken the place of the first.
    assert.is((await page.refused(`connections/${first.id}`)).status, 404);
    assert.is((await page.ask(`/api/connections/${second.id}`, { method: 'DELETE' })).status, 204);
    assert.is((await page.refused(`connections/${second.id}/list`, { path: '/' })).status, 404);
  });

  test('a password that was kept is sent to no other server, and for no other user', async ({ page, url }) => {
    const form = await page.form(fieldsFor(url));
    const { id } = await page.get<ConnectionInfo>('connections', { form });
    const { password, ...without } = form;
    for (const change of [{ server: 'evil.example' }, { username: 'bob' }, { domain: 'OTHER' }]) {
      for (const route of ['connections', 'shares']) {
        const { status, error } = await page.refused(route, { form: { ...without, ...change }, keep: id });
        assert.equal(
          [status, error.code, error.problems?.map(({ field }) => field)],
          [422, 'ERR_UI_FORM', ['password']],
        );
      }
      const { url: described } = await page.get<DescribeAnswer>('describe', {
        form: { ...without, ...change },
        ...{ keep: id, withPassword: true },
      });
      assert.is(described, null);
    }
  });

  test('a form with faults makes no connection', async ({ page, url }) => {
    const { status, error } = await page.refused('connections', {
      form: await page.form({ ...fieldsFor(url), port: '0' }),
    });
    assert.equal([status, error.problems?.map(({ field }) => field)], [422, ['port']]);
  });

  test('what the server was started with is there from the start', async ({ server }) => {
    const { hostname: host, port } = new URL(server);
    const initial = { host, port: Number(port), share: 'share', username: 'ann', password: 's3cret' };
    const page = await startPage({ initial });
    const { form, connection } = await page.get<StartAnswer>('start');
    assert.equal([form.server, form.share, form.username, form.password], [host, 'share', 'ann', undefined]);
    await page.get(`connections/${connection?.id}/space`, { path: '/' });
    assert.not.match(page.heard.join(), /s3cret/);
    await page.ui.close();
    const lacking = await startPage({ initial: { ...initial, password: undefined } });
    assert.is((await lacking.get<StartAnswer>('start')).connection, null);
    await lacking.ui.close();
  });
});
