/** Builds the configuration page, all that a browser is sent, into a folder: `npm run build:page`. */
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** `folder` is relative to the package's; files of the same names are replaced. */
export async function buildPage(folder: string): Promise<void> {
  await build({
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
}

if (argv[1] === fileURLToPath(import.meta.url)) await buildPage('dist/ui/page');
