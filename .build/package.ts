/** Builds the package: few files of code, as each costs time where it is imported, the declarations, and the page: `npm run build`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { buildPage } from './page.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const LIB = join(ROOT, 'lib');

/** Names stay as they are: stack traces read like the sources. */
const CODE: BuildOptions = {
  ...{ bundle: true, splitting: true, format: 'esm', platform: 'node', target: 'node20.19', packages: 'external' },
  ...{ minifyWhitespace: true, minifySyntax: true, chunkNames: '[name]-[hash]', logLevel: 'warning' },
};

/** What the command line shares with those who import the package, it imports from there as they do. */
const thePackage: Plugin = {
  name: 'the package itself',
  setup({ onResolve }) {
    const elsewhere = new Map([
      ['index.ts', '../index.js'],
      ['errors.ts', '../index.js'],
      ['server/index.ts', '../server/index.js'],
    ]);
    onResolve({ filter: /\/(index|errors)\.ts$/ }, ({ path, resolveDir }) => {
      const target = [...elsewhere].find(([file]) => join(resolveDir, path) === join(LIB, file));
      return target && { path: target[1], external: true, sideEffects: false };
    });
  },
};

/** What can be imported of the package. */
const WAYS_IN = ['index', 'server/index', 'monkey/index'];

/** Builds the code into a folder. */
export async function buildCode(folder: string): Promise<void> {
  const entryPoints = {
    ...Object.fromEntries(WAYS_IN.map((name) => [name, join(LIB, `${name}.ts`)])),
    // It is looked for beside what starts it, and that is shared by all of these.
    worker: join(LIB, 'fs/sync/worker.ts'),
  };
  await Promise.all([
    build({ ...CODE, entryPoints, outdir: folder }),
    build({ ...CODE, entryPoints: [join(LIB, 'cli/main.ts')], outdir: join(folder, 'cli'), plugins: [thePackage] }),
  ]);
}

/** Builds the declarations of what can be imported, and of what they refer to. */
async function buildDeclarations(folder: string): Promise<void> {
  const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const args = [compiler, '-p', join(LIB, 'tsconfig.json'), '--emitDeclarationOnly', '--outDir', folder];
  const ended = once(spawn(process.execPath, args, { stdio: 'inherit' }), 'close');
  const [code] = (await ended) as [number | null];
  if (code !== 0) throw new Error('the sources do not type-check');
  const reached = new Set<string>();
  for (const entry of WAYS_IN) await follow(join(folder, `${entry}.d.ts`), reached);
  for (const name of await readdir(folder, { recursive: true })) {
    const file = join(folder, name);
    if (name.endsWith('.d.ts') && !reached.has(file)) await rm(file);
  }
}

/** Adds a declaration and all that it refers to. */
async function follow(file: string, reached: Set<string>): Promise<void> {
  if (reached.has(file)) return;
  reached.add(file);
  const text = await readFile(file, 'utf8');
  for (const [, path = ''] of text.matchAll(/(?:from |import\(|import )['"](\.{1,2}\/[^'"]+)\.[jt]s['"]/g)) {
    await follow(join(dirname(file), `${path}.d.ts`), reached);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const dist = join(ROOT, 'dist');
  await rm(dist, { recursive: true, force: true });
  await Promise.all([buildCode(dist), buildDeclarations(dist), buildPage(join(dist, 'ui', 'page'))]);
}
