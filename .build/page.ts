/** Builds the configuration page, all that a browser is sent, into a folder: `npm run build:page`. */
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** `folder` is relative to the package's; files of the same names are replaced. */
export async function buildPage(folder: string): Promise<void> {
  const { metafile } = await build({
    metafile: true,
    absWorkingDir: ROOT,
    entryPoints: [
      { in: 'lib/ui/page/main.tsx', out: 'app' },
      { in: 'lib/ui/page/index.html', out: 'index' },
      { in: 'lib/ui/page/icon.svg', out: 'icon' },
    ],
    outdir: folder,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.html': 'copy', '.svg': 'copy' },
    logLevel: 'warning',
  });
  await writeFile(join(resolve(ROOT, folder), 'licences.txt'), await licencesOf(Object.keys(metafile.inputs)));
}

/** Those of the packages that came into the page, which must go along with every copy of them. */
async function licencesOf(files: readonly string[]): Promise<string> {
  const packages = files.flatMap((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []);
  const texts = [...new Set(packages)].sort().map(async (name) => {
    const licence = await readFile(join(ROOT, 'node_modules', name, 'LICENSE'), 'utf8');
    return `${name}\n\n${licence.trim()}\n`;
  });
  return (await Promise.all(texts)).join('\n\n');
}

if (argv[1] === fileURLToPath(import.meta.url)) await buildPage('dist/ui/page');
