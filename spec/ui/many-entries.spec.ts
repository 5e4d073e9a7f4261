import * as nodeFs from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createServer } from '../../lib/server/index.ts';
import type { ListEvent } from '../../lib/ui/protocol.ts';
import { fieldsFor, startPage } from './page-client.ts';

const COUNT = 100_000;

const test = suite('ui/many-entries');

test('a hundred thousand entries come in lines that can be shown as they come, each once', async () => {
  const names = Array.from({ length: COUNT }, (_, index) => `entry ${index}`);
  const folder = await nodeFs.stat('/', { bigint: true });
  const file = await nodeFs.stat(process.execPath, { bigint: true });
  // A folder that is nowhere: it is all names.
  const stat = async (path: string) => (path === '/' ? folder : file);
  const many = { ...nodeFs, readdir: async () => names, stat, lstat: stat, realpath: async (path: string) => path };
  const server = createServer({ shares: { many: { fs: many } }, users: { ann: 's3cret' } });
  await server.listen({ port: 0 });
  const page = await startPage();
  try {
    const connection = await page.connect(fieldsFor(server.url('many')));
    const { events, end } = await page.lines<ListEvent>(`${connection}/list`, { path: '/' });
    assert.equal(end, { end: true });
    assert.ok(events.length > 10);
    assert.is(events[0]?.entries.length, 500);
    const seen = new Set(events.flatMap(({ entries }) => entries.map(([name]) => name)));
    assert.is(seen.size, COUNT);
    const [, kind, size] = events.at(-1)?.entries.at(-1) ?? [];
    assert.equal([kind, size], ['file', Number(file.size)]);
  } finally {
    await page.ui.close();
    await server.close();
  }
});

test.run();
