/** The package as npm delivers it: packed, installed into a clean folder, and used from there. */
import { execFile } from 'node:child_process';
import { access, cp, mkdir, mkdtemp, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as assert from 'uvu/assert';
import { sambaSuite } from './support/samba-suite.ts';

export const deadlineSeconds = 300;

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const modules = join(root, 'node_modules');

const work = await mkdtemp(join(tmpdir(), 'package-'));
const home = join(work, 'home');
await install(await pack());

/** Builds and packs a copy of the project, so that whoever works on the original is not disturbed. */
async function pack(): Promise<string> {
  const copy = join(work, 'copy');
  await mkdir(copy);
  for (const name of await readdir(root)) {
    if (['.git', 'node_modules', 'dist', 'spec', 'bench'].includes(name)) continue;
    await cp(join(root, name), join(copy, name), { recursive: true });
  }
  await symlink(modules, join(copy, 'node_modules'));
  await run('npm', ['pack', '--pack-destination', work], { cwd: copy });
  const [tarball = ''] = (await readdir(work)).filter((name) => name.endsWith('.tgz'));
  return join(work, tarball);
}

async function install(tarball: string): Promise<void> {
  await mkdir(home);
  await writeFile(join(home, 'package.json'), '{ "private": true }');
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', tarball], { cwd: home });
}

/** Runs a program in the clean folder; the answer is what it prints. */
async function program(name: string, text: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  await writeFile(join(home, name), text);
  const { stdout } = await run(process.execPath, [join(home, name)], { env: { ...process.env, ...env } });
  return stdout;
}

const test = sambaSuite('package');

test('holds the built code and what describes it, and nothing else', async () => {
  const names = await readdir(join(home, 'node_modules', 'smbfs'));
  const described = ['.github', 'CHANGELOG.md', 'CONTRIBUTING.md', 'LICENSE', 'README.md'];
  assert.equal(names.sort(), [...described, 'dist', 'lib', 'package.json']);
  const files = await readdir(join(home, 'node_modules', 'smbfs', 'dist'), { recursive: true, withFileTypes: true });
  const kinds = new Set(files.filter((file) => file.isFile()).map(({ name }) => name.replace(/^.*?(\.d)?\./, '$1.')));
  assert.equal([...kinds].sort(), ['.css', '.d.ts', '.html', '.js', '.svg', '.txt']);
});

test('holds every page that its README leads to', async () => {
  const folder = join(home, 'node_modules', 'smbfs');
  const links = [...(await readFile(join(folder, 'README.md'), 'utf8')).matchAll(/\]\(([\w./-]+\.md)\)/g)];
  assert.ok(links.length > 5);
  for (const [, path = ''] of links) await access(join(folder, path));
});

test('brings few packages along', async () => {
  const { dependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const installed = await readdir(join(home, 'node_modules'));
  for (const name of Object.keys(dependencies)) assert.ok(installed.includes(name), name);
  const others = installed.filter((name) => !name.startsWith('.') && name !== 'smbfs');
  assert.ok(others.length <= 12, others.join());
});

const USE = `
  const smb = new SmbFs(process.env.SMB_URL);
  smb.writeFile('/greeting', 'hello')
    .then(() => smb.readFile('/greeting', 'utf8'))
    .then((text) => { console.log(text); return smb.close(); });`;

test('works for those who import it', async ({ samba }) => {
  const text = `import { SmbFs } from 'smbfs'; ${USE}`;
  assert.is(await program('import.mjs', text, { SMB_URL: samba.url() }), 'hello\n');
});

test('works for those who require it', async ({ samba }) => {
  const text = `const { SmbFs } = require('smbfs'); ${USE}`;
  assert.is(await program('require.cjs', text, { SMB_URL: samba.url() }), 'hello\n');
});

test('every way in can be imported and required', async () => {
  const { exports } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    exports: Record<string, object | string>;
  };
  for (const [entry, target] of Object.entries(exports)) {
    if (typeof target === 'string') continue;
    const name = JSON.stringify(`smbfs${entry.slice(1)}`);
    const text = `import { createRequire } from 'node:module';
      const [imported, required] = [await import(${name}), createRequire(import.meta.url)(${name})];
      console.log(Object.keys(imported).length > 0, Object.keys(imported).every((key) => imported[key] === required[key]));`;
    assert.is(await program('entry.mjs', text), 'true true\n', entry);
  }
});

test('its demo runs by name from the clean folder', async () => {
  const { stdout } = await run('npx', ['--no-install', 'smbfs', 'demo'], { cwd: home });
  // There is no memfs beside it, so it serves a folder.
  assert.match(stdout, /^A server is up, over \/.*smbfs-demo-/m);
  for (const transport of ['DirectTCP', 'NetBIOS']) {
    assert.match(stdout, new RegExp(`^${transport}: connected, SMB 3.1.1`, 'm'));
    assert.match(stdout, new RegExp(`^${transport} read +█.* MB/s$`, 'm'));
  }
});

const MOUNT = `
  const smb = new SmbFs(process.env.SMB_URL, { mountPoint: '/mnt/nas' });
  const undo = patchFs(smb);
  fs.promises.writeFile('/mnt/nas/module.cjs', 'module.exports = "mounted"')
    .then(() => {
      const undoRequire = patchRequire(smb);
      console.log(require('/mnt/nas/module.cjs'));
      undoRequire();
      undo();
      return smb.close();
    });`;

test('mounts for those who import it, and for those who require it', async ({ samba }) => {
  const imports = `import { SmbFs } from 'smbfs'; import { patchFs, patchRequire } from 'smbfs/monkey'; import fs from 'fs';
    import { createRequire } from 'module'; const require = createRequire(import.meta.url);`;
  const requires = `const { SmbFs } = require('smbfs'); const { patchFs, patchRequire } = require('smbfs/monkey');
    const fs = require('fs');`;
  assert.is(await program('mount.mjs', imports + MOUNT, { SMB_URL: samba.url() }), 'mounted\n');
  assert.is(await program('mount.cjs', requires + MOUNT, { SMB_URL: samba.url() }), 'mounted\n');
});

test('no declaration says any', async () => {
  const dist = join(home, 'node_modules', 'smbfs', 'dist');
  const names = (await readdir(dist, { recursive: true })).filter((name) => name.endsWith('.d.ts'));
  assert.ok(names.length > 50);
  for (const name of names) {
    const text = await readFile(join(dist, name), 'utf8');
    const code = text.replace(/\/\*.*?\*\/|\/\/[^\n]*|'[^'\n]*'/gs, '');
    assert.not.match(code, /\bany\b/, name);
  }
});

const TYPED = `import { SmbFs, type Diagnostics, type SmbFsOptions } from 'smbfs';
import { patchFs, patchRequire, type Undo } from 'smbfs/monkey';

const options: SmbFsOptions = { host: 'nas', share: 'backups', username: 'ann', signing: 'required' };
const smb = new SmbFs(options);
export const text: Promise<string> = smb.readFile('/file', 'utf8');
export const raw: Promise<Buffer> = smb.readFile('/file');
export const size: Promise<bigint> = smb.stat('/file', { bigint: true }).then((stats) => stats.size);
export const names: Promise<string[]> = smb.readdir('/');
export const state: Diagnostics = smb.diagnostics();
smb.readFile('/file', 'utf8', (error, content) => console.log(error?.code, content.length));
smb.createReadStream('/file').pipe(smb.createWriteStream('/copy'));
const undo: Undo = patchFs(smb);
undo();
patchRequire(smb)[Symbol.dispose]();
// @ts-expect-error: only an SmbFs can be mounted.
patchFs({});
// @ts-expect-error: there is no such option.
new SmbFs({ host: 'nas', share: 'backups', sining: 'required' });
`;

for (const [moduleResolution, module] of [
  ['nodenext', 'nodenext'],
  ['bundler', 'esnext'],
] as const) {
  test(`has types under moduleResolution ${moduleResolution}`, async () => {
    const folder = join(home, moduleResolution);
    await mkdir(folder);
    const compilerOptions = {
      ...{
        module,
        moduleResolution,
        target: 'es2023',
        lib: ['es2023', 'esnext.disposable'],
        strict: true,
        noEmit: true,
      },
      ...{ exactOptionalPropertyTypes: true, types: ['node'], typeRoots: [join(modules, '@types')] },
    };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['.'] }));
    await writeFile(join(folder, 'program.mts'), TYPED);
    if (moduleResolution === 'nodenext') await writeFile(join(folder, 'program.cts'), TYPED);
    const compiled = run(process.execPath, [join(modules, 'typescript', 'bin', 'tsc'), '-p', folder]);
    const { stdout } = await compiled.catch((error: unknown) => error as { stdout: string });
    assert.is(stdout, '');
  });
}

test.run();
