/** send: files of a share over HTTP, whole and in ranges. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import send from 'send';

const root = '/mnt/nas/www';
const big = Buffer.alloc(3_000_000, '0123456789');
mkdirSync(root);
writeFileSync(`${root}/big.bin`, big);
writeFileSync(`${root}/index.html`, '<p>hi</p>');

const server = createServer((message, response) => send(message, message.url, { root }).pipe(response));
server.listen(0, '127.0.0.1');
await once(server, 'listening');
async function get(path, headers = {}) {
  const { port } = server.address();
  // No `fetch`: it asks for answers that no cache has had a hand in.
  const [response] = await once(request({ port, path, headers, agent: false }).end(), 'response');
  return { status: response.statusCode, headers: response.headers, body: await buffer(response) };
}

const page = await get('/');
assert.equal(page.headers['content-type'], 'text/html; charset=utf-8');
assert.equal(page.body.toString(), '<p>hi</p>');

const whole = await get('/big.bin');
assert.ok(whole.body.equals(big));
const etag = whole.headers.etag;
assert.equal((await get('/big.bin', { 'if-none-match': etag })).status, 304);

const part = await get('/big.bin', { range: 'bytes=1000003-1000012' });
assert.equal(part.status, 206);
assert.equal(part.headers['content-range'], 'bytes 1000003-1000012/3000000');
assert.equal(part.body.toString(), '3456789012');
assert.equal((await get('/big.bin', { range: 'bytes=-5' })).body.toString(), '56789');
assert.equal((await get('/big.bin', { range: 'bytes=9000000-' })).status, 416);
assert.equal((await get('/nothing')).status, 404);
server.close();
