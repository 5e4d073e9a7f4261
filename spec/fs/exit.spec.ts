/** A program that has done its work ends by itself, whether it closes its connection or not. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as assert from 'uvu/assert';
import { typescriptArguments } from '../support/run-spec.ts';
import { sambaSuite } from '../support/samba-suite.ts';

const run = promisify(execFile);
const library = new URL('../../lib/index.ts', import.meta.url).href;

/** How long a program takes that keeps its idle connection, at the least: the time after which that is closed by itself. */
const IDLE_MS = 60_000;
const DEADLINE_MS = 45_000;

/** Runs a program that has `smb`, a share with a file named `greeting`; the answer is what it prints. */
async function program(url: string, body: string): Promise<string> {
  const text = `import { SmbFs } from '${library}'; const smb = new SmbFs('${url}'); ${body}`;
  const args = [...typescriptArguments, '--input-type=module', '--eval', text];
  const { stdout, stderr } = await run(process.execPath, args, { timeout: DEADLINE_MS });
  assert.is(stderr, '');
  return stdout;
}

const test = sambaSuite('exit');

test('a program ends that never used its connection', async ({ samba }) => {
  assert.ok(DEADLINE_MS < IDLE_MS);
  assert.is(await program(samba.url(), "console.log('done');"), 'done\n');
});

test('a program ends without closing its connection', async ({ samba }) => {
  const body = "await smb.writeFile('/greeting', 'hello'); console.log(await smb.readFile('/greeting', 'utf8'));";
  assert.is(await program(samba.url(), body), 'hello\n');
});

test('a program ends without closing a file, a folder and a stream', async ({ samba }) => {
  const body = `
    await smb.writeFile('/large', Buffer.alloc(3_000_000));
    const [file, folder] = [await smb.open('/large'), await smb.opendir('/')];
    console.log((await file.read(Buffer.alloc(4), 0, 4, 0)).bytesRead, (await folder.read()).isFile());
    smb.createReadStream('/large').once('data', function () { this.pause(); console.log('paused'); });`;
  assert.is(await program(samba.url(), body), '4 true\npaused\n');
});

test('a program does not end while an answer is under way', async ({ samba }) => {
  const body = "smb.mkdir('/made').then(() => smb.readdir('/made')).then((names) => console.log(names.length));";
  assert.is(await program(samba.url(), body), '0\n');
});

test('a program ends after closing, and after a connection that failed', async ({ samba }) => {
  assert.is(await program(samba.url(), "await smb.stat('/'); await smb.close(); console.log('closed');"), 'closed\n');
  const body = "await smb.stat('/').catch((error) => console.log(error.code));";
  assert.is(await program(samba.url('nowhere'), body), 'ENOENT\n');
});

test.run();
