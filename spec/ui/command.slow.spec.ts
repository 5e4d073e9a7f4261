import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { buildPage } from '../../.build/page.ts';
import type { StartAnswer } from '../../lib/ui/protocol.ts';
import { BuiltCli, type Running } from '../cli/built-cli.ts';

const test = suite<{ cli: BuiltCli }>('ui/command');

test.before(async (context) => {
  context.cli = await BuiltCli.build();
});

/** Where a package has its page. */
function pageOf({ main }: BuiltCli): string {
  return join(dirname(main), '..', 'ui', 'page');
}

/** The address that a command has printed as JSON. */
async function addressOf(running: Running): Promise<URL> {
  await running.printed('}');
  return new URL((JSON.parse(running.stdout()) as { url: string }).url);
}

test('a package without its page says how to build it', async ({ cli }) => {
  const { code, stdout, stderr } = await cli.run(['ui', '--no-open']);
  assert.equal([code, stdout], [1, '']);
  assert.match(stderr, /npm run build:page/);
  await buildPage(pageOf(cli));
});

test('the page goes with the licences of what is bundled into it', async ({ cli }) => {
  const licences = await readFile(join(pageOf(cli), 'licences.txt'), 'utf8');
  for (const name of ['preact', '@preact/signals', '@preact/signals-core'])
    assert.match(licences, `${name}\n\nThe MIT License`);
});

test('the page is where the command says, begins with the URL it was given, and stops it', async ({ cli }) => {
  const running = cli.start(['ui', '--no-open', '--json', 'smb://ann@127.0.0.1:1/share']);
  const { origin, hash } = await addressOf(running);
  const page = await fetch(origin);
  assert.match(await page.text(), /src="\/app\.js"/);
  assert.is((await fetch(`${origin}/app.js`)).status, 200);
  const ask = (route: string) =>
    fetch(`${origin}/api/${route}`, {
      method: 'POST',
      body: '{}',
      headers: { Origin: origin, Authorization: `Bearer ${hash.slice(1)}`, 'Content-Type': 'application/json' },
    });
  const { form, connection, version } = (await (await ask('start')).json()) as StartAnswer;
  assert.equal([form.server, form.port, form.share, form.username], ['127.0.0.1', '1', 'share', 'ann']);
  assert.ok(connection?.hasPassword);
  assert.match(version, /^\d+\.\d+\.\d+/);
  await ask('stop');
  const { code, stdout, stderr } = await running.ended;
  assert.equal([code, stderr], [0, '']);
  assert.not.match(stdout, /s3cret/);
});

test('Ctrl-C ends it', async ({ cli }) => {
  const running = cli.start(['ui', '--no-open']);
  await running.printed('Ctrl-C');
  running.child.kill('SIGINT');
  assert.is((await running.ended).code, 0);
});

test('it ends when no page has asked for anything', async ({ cli }) => {
  const { code } = await cli.run(['ui', '--no-open', '--idle-timeout', '0.001']);
  assert.is(code, 0);
});

test('a port that is taken is told, with a hint', async ({ cli }) => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;
  const { code, stderr } = await cli.run(['ui', '--no-open', '--port', `${port}`]);
  other.close();
  assert.is(code, 1);
  assert.match(stderr, /^error: .*EADDRINUSE[^\n]*\nhint: .*--port 0/);
});

test('wrong arguments are told before anything is started', async ({ cli }) => {
  for (const args of [['--port', '70000'], ['--idle-timeout', '0'], ['nas/share']]) {
    assert.is((await cli.run(['ui', '--no-open', ...args])).code, 2, args.join(' '));
  }
});

test.run();
