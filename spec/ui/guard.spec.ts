import { request } from 'node:http';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { IdleWatch } from '../../lib/ui/idle-watch.ts';
import type { ErrorBody, StartAnswer } from '../../lib/ui/protocol.ts';
import { settled, until } from '../support/settles.ts';
import { type PageClient, type Question, startPage } from './page-client.ts';

const test = suite<{ page: PageClient }>('ui/guard');

test.before(async (context) => {
  context.page = await startPage();
});
test.after(({ page }) => page.ui.close());

const START: Question = { body: '{}' };

test('whoever has the address is let in', async ({ page }) => {
  assert.match(page.ui.url, /^http:\/\/127\.0\.0\.1:\d+\/#[\w-]{43}$/);
  const { version, connection, form } = await page.get<StartAnswer>('start');
  assert.equal([version, connection, form.server], ['1.2.3', null, '']);
});

for (const [what, headers, status, code] of [
  ['a foreign Host', { Host: 'rebound.example' }, 403, 'ERR_UI_FOREIGN'],
  ['a Host of another port', { Host: '127.0.0.1:1' }, 403, 'ERR_UI_FOREIGN'],
  ['a Host without the port', { Host: '127.0.0.1' }, 403, 'ERR_UI_FOREIGN'],
  ['no token', { Authorization: undefined }, 401, 'ERR_UI_TOKEN'],
  ['a wrong token', { Authorization: `Bearer ${'A'.repeat(43)}` }, 401, 'ERR_UI_TOKEN'],
  ['an empty token', { Authorization: 'Bearer ' }, 401, 'ERR_UI_TOKEN'],
  ['a foreign Origin', { Origin: 'http://evil.example' }, 403, 'ERR_UI_FOREIGN'],
  ['an Origin of another port', { Origin: 'http://127.0.0.1:1' }, 403, 'ERR_UI_FOREIGN'],
  ['the Origin of a page without one', { Origin: 'null' }, 403, 'ERR_UI_FOREIGN'],
  ['no Origin', { Origin: undefined }, 403, 'ERR_UI_FOREIGN'],
  ['a body of a form', { 'Content-Type': 'text/plain' }, 400, 'ERR_UI_REQUEST'],
] as const) {
  test(`a request with ${what} is refused`, async ({ page }) => {
    const answer = await page.ask('/api/start', { ...START, headers });
    assert.is(answer.status, status);
    assert.is(answer.json<ErrorBody>().error.code, code);
  });
}

test('the right token is of no use with a foreign Host and an Origin to match', async ({ page }) => {
  const headers = { Host: 'rebound.example', Origin: 'http://rebound.example' };
  assert.is((await page.ask('/api/start', { ...START, headers })).status, 403);
});

test('the page itself has no secret, and is not for foreign names either', async ({ page }) => {
  const plain = { method: 'GET', headers: { Origin: undefined, Authorization: undefined } };
  const answer = await page.ask('/', plain);
  assert.equal([answer.status, `${answer.content}`], [200, '<!doctype html>']);
  assert.is(answer.headers['content-type'], 'text/html; charset=utf-8');
  assert.is((await page.ask('/?x=1', plain)).status, 200);
  const foreign = await page.ask('/', { ...plain, headers: { ...plain.headers, Host: 'rebound.example' } });
  assert.is(foreign.status, 403);
});

test('it can be asked by the name localhost too', async ({ page }) => {
  const host = `localhost:${page.ui.port}`;
  assert.is(
    (await page.ask('/api/start', { ...START, headers: { Host: host, Origin: `http://${host}` } })).status,
    200,
  );
});

test('every answer forbids the browser what it should not do', async ({ page }) => {
  for (const [path, question] of [
    ['/', { method: 'GET' }],
    ['/api/start', START],
    ['/api/start', { headers: { Host: 'evil' } }],
    ['/nothing', { method: 'GET' }],
  ] as const) {
    const { headers } = await page.ask(path, question);
    const policy = `${headers['content-security-policy']}`;
    for (const part of ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "form-action 'none'"]) {
      assert.ok(policy.split('; ').includes(part), policy);
    }
    assert.not.match(policy, /unsafe|\*|data:/);
    assert.is(headers['x-content-type-options'], 'nosniff');
    assert.is(headers['referrer-policy'], 'no-referrer');
    assert.is(headers['cache-control'], 'no-store');
    assert.is(headers['cross-origin-resource-policy'], 'same-origin');
    assert.equal(
      Object.keys(headers).filter((name) => name.startsWith('access-control') || name === 'set-cookie'),
      [],
    );
  }
});

test('a preflight is refused', async ({ page }) => {
  const headers = { Origin: 'http://evil.example', 'Access-Control-Request-Method': 'POST', Authorization: undefined };
  assert.is((await page.ask('/api/start', { method: 'OPTIONS', headers })).status, 403);
});

for (const path of [
  '/notes.txt',
  '/../package.json',
  '/%2e%2e/package.json',
  '/app.js/',
  '/api',
  '/index.html',
  '//',
]) {
  test(`${path} is no part of the page`, async ({ page }) => {
    assert.is((await page.ask(path, { method: 'GET' })).status, 404);
  });
}

for (const [method, path] of [
  ['GET', '/api/start'],
  ['PUT', '/api/start'],
  ['POST', '/api/nothing'],
  ['POST', '/api/start/more'],
  ['POST', '/api/connections/nobody'],
  ['POST', '/api/connections/nobody/list'],
  ['PUT', '/api/upload/nothing'],
  ['GET', '/api/download/nothing'],
  ['POST', '/'],
] as const) {
  test(`there is no ${method} ${path}`, async ({ page }) => {
    const answer = await page.ask(path, { method, body: '{}' });
    assert.equal([answer.status, answer.json<ErrorBody>().error.code], [404, 'ERR_UI_NOT_FOUND']);
  });
}

for (const [what, body, status] of [
  ['no JSON', '{', 400],
  ['no object', '[]', 400],
  ['more than a form can have', JSON.stringify({ url: 'x'.repeat(300_000) }), 413],
  ['a field of another type', '{"url":7}', 400],
] as const) {
  test(`a body that is ${what} is refused`, async ({ page }) => {
    assert.is((await page.ask('/api/parse-url', { body })).status, status);
  });
}

test('a body of unknown length is refused', async ({ page }) => {
  const headers = { 'Content-Type': 'application/json', 'Transfer-Encoding': 'chunked' };
  assert.is((await page.ask('/api/start', { headers })).status, 400);
});

test('it listens on this machine alone', async () => {
  const page = await startPage();
  const elsewhere = request({ host: '::1', port: page.ui.port });
  const failed = new Promise<string>((resolve) =>
    elsewhere.once('error', ({ code }: NodeJS.ErrnoException) => resolve(`${code}`)),
  );
  elsewhere.end();
  assert.match(await failed, /^(ECONNREFUSED|EADDRNOTAVAIL|EAFNOSUPPORT)$/);
  await page.ui.close();
});

test('it stops when it is asked to', async () => {
  const page = await startPage();
  assert.is((await page.post('stop')).status, 202);
  await settled(page.ui.closed);
});

test('it stops while a body has not come to its end', async () => {
  const page = await startPage();
  const asked = page.open('/api/start', { headers: { 'Content-Type': 'application/json', 'Content-Length': '10' } });
  const cut = new Promise((resolve) => asked.once('error', resolve));
  asked.write('{');
  await until(() => asked.socket?.bytesWritten !== undefined && asked.socket.bytesWritten > 0);
  await page.get('alive');
  await settled(page.ui.close());
  await settled(cut);
});

test('it stops when its signal aborts', async () => {
  const controller = new AbortController();
  const page = await startPage({ signal: controller.signal });
  controller.abort();
  await settled(page.ui.closed);
});

test('it stops when nobody asks for anything, and what is refused does not count', async () => {
  const page = await startPage({ idleMinutes: 0.3 / 60 });
  let closed = false;
  const ended = page.ui.closed.then(() => {
    closed = true;
  });
  const refusals = async (): Promise<void> => {
    // What is asked as it stops has no answer.
    while (!closed) await page.ask('/api/alive', { headers: { Authorization: undefined } }).catch(() => {});
  };
  await settled(Promise.all([ended, refusals()]));
});

test('nothing is idle while something runs', async () => {
  let idle = false;
  const watch = new IdleWatch(1, () => {
    idle = true;
  });
  await Promise.all([
    watch.during(() => new Promise((resolve) => setTimeout(resolve, 30))),
    watch.during(async () => {}),
  ]).then(() => assert.not.ok(idle));
  await until(() => idle);
});

test.run();
