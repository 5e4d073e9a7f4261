/** The files of the page: read once, served from memory, each under its own name. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Asset {
  readonly type: string;
  readonly content: Buffer;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/** Assets by the path of their URL. Throws when the page has not been built. */
export function loadAssets(folder: string = builtPage()): ReadonlyMap<string, Asset> {
  if (!existsSync(join(folder, 'index.html'))) {
    throw new Error(`the page is not there, in ${folder}: \`npm run build:page\` builds it`);
  }
  const assets = new Map<string, Asset>();
  for (const name of readdirSync(folder)) {
    const type = TYPES[extname(name)];
    if (type === undefined) continue;
    assets.set(name === 'index.html' ? '/' : `/${name}`, { type, content: readFileSync(join(folder, name)) });
  }
  return assets;
}

/** Wherever this file has been built to, the page is at the same place in the package. */
function builtPage(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return join(folder, 'dist', 'ui', 'page');
}
