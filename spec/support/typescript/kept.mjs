/** Where the project's TypeScript is kept as JavaScript from one run to the next. */
import * as fs from 'node:fs';
import * as path from 'node:path';

export const ROOT = path.resolve(import.meta.dirname, '../../..');
export const FOLDERS = ['lib', 'spec', 'bench', '.build'];
const CACHE = path.join(ROOT, 'node_modules/.cache/typescript');

/**
 * What esbuild is to make of a file: what every supported node reads, with a stack that shows the source's lines.
 * @param {string} file
 * @returns {import('esbuild').TransformOptions}
 */
export function optionsFor(file) {
  const sourcefile = path.basename(file);
  return { loader: 'ts', format: 'esm', target: 'node20', sourcemap: 'inline', sourcesContent: false, sourcefile };
}

/**
 * Whether a file is one that is kept.
 * @param {string} file
 */
export function isOwn(file) {
  return FOLDERS.some((folder) => file.startsWith(path.join(ROOT, folder) + path.sep));
}

/** @param {string} file */
export function keptAt(file) {
  return path.join(CACHE, path.relative(ROOT, file).replace(/\.ts$/, '.js'));
}

/**
 * Whether the JavaScript is that of the file as it is now: it bears the file's own time then.
 * @param {string} file
 */
export function isKept(file) {
  const kept = fs.statSync(keptAt(file), { throwIfNoEntry: false });
  return kept !== undefined && seconds(kept.mtime) === seconds(fs.statSync(file).mtime);
}

/**
 * @param {string} file
 * @param {string} code what has become of it
 * @param {Date} mtime when it was changed last
 */
export function keep(file, code, mtime) {
  const place = keptAt(file);
  fs.mkdirSync(path.dirname(place), { recursive: true });
  // In its place all at once: others may be reading there.
  const unfinished = `${place}.${process.pid}`;
  fs.writeFileSync(unfinished, code);
  fs.utimesSync(unfinished, seconds(mtime), seconds(mtime));
  fs.renameSync(unfinished, place);
}

/**
 * In whole milliseconds, which every file system keeps.
 * @param {Date} time
 */
function seconds(time) {
  return time.getTime() / 1000;
}
