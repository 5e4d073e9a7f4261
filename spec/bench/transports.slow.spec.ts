import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as assert from 'uvu/assert';
import { sambaSuite } from '../support/samba-suite.ts';

const run = promisify(execFile);
const test = sambaSuite('bench/transports');

async function bench(script: string, args: readonly string[]) {
  const out = await mkdtemp(join(tmpdir(), 'bench-'));
  const file = fileURLToPath(new URL(`../../bench/${script}`, import.meta.url));
  const { stdout } = await run(process.execPath, ['--import', 'tsx', file, ...args, '--out', out]);
  return { stdout, out, files: await readdir(out) };
}

test('both transports are measured on a share, which is left as it was', async ({ samba }) => {
  const { stdout, out, files } = await bench('transports.ts', [
    samba.url('share'),
    '--netbios-port',
    String(samba.netbiosPort),
    '--quick',
    '--only',
    'stat × 32|read 64 KiB × 8|delete × 1|connect',
  ]);
  assert.match(stdout, /stat × 32 +\d.* \/s .* \/s .* ×/);
  assert.match(stdout, /connect +4 +5/);
  assert.not.match(stdout, /failed/);
  assert.not.match(stdout, /s3cret/);
  const report = JSON.parse(await readFile(join(out, 'transports.json'), 'utf8'));
  assert.equal(
    report.sections.map((section: { rows: { results: { error?: string }[] }[] }) =>
      section.rows.flatMap(({ results }) => results.map(({ error }) => error)),
    ),
    Array.from({ length: 3 }, () => Array(8).fill(undefined)),
  );
  const page = await readFile(join(out, 'transports.html'), 'utf8');
  assert.match(page, /<svg /);
  assert.not.match(page, /(src|href)="http/);
  assert.not.match(page, /s3cret/);
  assert.ok(files.filter((name) => name.endsWith('.svg')).length >= 9, files.join());
  assert.equal(await readdir(samba.folder('share')), []);
});

test('the limits of the machine are measured', async () => {
  const { stdout, files } = await bench('limits.ts', ['--rounds', '1', '--duration', '20']);
  for (const name of ['loopback TCP, received', 'memory copy', 'AES-256-GCM', 'AES-128-CMAC'])
    assert.match(stdout, new RegExp(`${name} +\\d`));
  assert.ok(files.includes('limits.html'));
});

test.run();
