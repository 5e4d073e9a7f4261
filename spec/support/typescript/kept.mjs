/** Where the project's TypeScript is kept as JavaScript from one run to the next. */
import * as fs from 'node:fs';
import * as path from 'node:path';

export const ROOT = path.resolve(import.meta.dirname, '../../..');
export const FOLDERS = ['lib', 'spec', 'bench'];
export const CACHE = path.join(ROOT, 'node_modules/.cache/typescript');

/** What every supported node reads, with a stack that shows the source's lines. */
export const OPTIONS = Object.freeze({ format: 'esm', target: 'node20', sourcemap: 'inline', sourcesContent: false });

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
  return kept !== undefined && kept.mtimeMs === truncated(fs.statSync(file).mtimeMs);
}

/** @param {string} file */
export function stamp(file) {
  const seconds = truncated(fs.statSync(file).mtimeMs) / 1000;
  fs.utimesSync(keptAt(file), seconds, seconds);
}

/**
 * Milliseconds are kept whole by every file system.
 * @param {number} milliseconds
 */
function truncated(milliseconds) {
  return Math.floor(milliseconds);
}
