/** Node's hooks that load the project's TypeScript.  https://nodejs.org/api/module.html#customization-hooks */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isKept, isOwn, keptAt, optionsFor } from './kept.mjs';

const COMPILE = fileURLToPath(new URL('./compile.mjs', import.meta.url));
const isTypeScript = /^file:.*\.ts$/;

/** @type {import('node:module').ResolveHook} */
export function resolve(specifier, context, nextResolve) {
  const isRelative = specifier.startsWith('.') && specifier.endsWith('.ts') && context.parentURL !== undefined;
  if (!isRelative) return nextResolve(specifier, context);
  return { url: new URL(specifier, context.parentURL).href, format: 'module', shortCircuit: true };
}

/** @type {import('node:module').LoadHook} */
export function load(url, context, nextLoad) {
  if (!isTypeScript.test(url)) return nextLoad(url, context);
  return { format: 'module', source: javaScript(fileURLToPath(url)), shortCircuit: true };
}

let isUpToDate = false;

/** @param {string} file */
function javaScript(file) {
  if (!isUpToDate && isOwn(file) && !isKept(file)) {
    execFileSync(process.execPath, [COMPILE], { stdio: 'inherit' });
    isUpToDate = true;
  }
  if (isOwn(file) && isKept(file)) return fs.readFileSync(keptAt(file), 'utf8');
  // Few programs are elsewhere, and the compiler takes a while to load.
  const { transformSync } = createRequire(import.meta.url)('esbuild');
  return transformSync(fs.readFileSync(file, 'utf8'), optionsFor(file)).code;
}
