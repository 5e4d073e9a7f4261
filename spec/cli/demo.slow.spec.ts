import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SmbFs } from '../../lib/index.ts';

const run = promisify(execFile);
const test = suite('cli/demo');

const MAIN = fileURLToPath(new URL('../../lib/cli/main.ts', import.meta.url));
const ARGS = ['--import', 'tsx', MAIN, 'demo'];

test('tells its story over both transports, with a chart, and ends by itself', async () => {
  const { stdout, stderr } = await run(process.execPath, ARGS);
  assert.is(stderr, '');
  for (const transport of ['DirectTCP', 'NetBIOS']) {
    assert.match(stdout, new RegExp(`^${transport}: connected, SMB 3.1.1, signed with aes-gmac$`, 'm'));
    assert.match(stdout, new RegExp(`^${transport} read +█.* MB/s$`, 'm'));
    assert.match(stdout, new RegExp(`^${transport} write +█.* MB/s$`, 'm'));
  }
  assert.is(stdout.match(/readFile|"hi"/g)?.length, 2);
});

test('stays up with --serve, at the URLs it prints, until it is interrupted', async () => {
  const child = spawn(process.execPath, [...ARGS, '--serve'], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const urls = await printedUrls(child);
    assert.is(urls.length, 2);
    for (const url of urls) {
      const smb = new SmbFs(url);
      await smb.writeFile('/from-outside', 'hello');
      assert.is(await smb.readFile('/from-outside', 'utf8'), 'hello');
      await smb.close();
    }
  } finally {
    child.kill('SIGINT');
  }
  const [code] = await once(child, 'close');
  assert.is(code, 0);
});

/** The two URLs, once the last line that tells of them is out. */
async function printedUrls(child: ChildProcess): Promise<string[]> {
  let output = '';
  for await (const part of child.stdout ?? []) {
    output += part;
    if (output.split('smbclient //').length > 2) break;
  }
  return output.match(/smb:\/\/\S+/g) ?? [];
}

test.run();
