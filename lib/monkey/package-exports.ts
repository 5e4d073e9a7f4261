/** Finds what a package lets out: the field `exports` of its `package.json`, as `require` reads it. */
import { join } from 'node:path';

/** A file, nothing, alternatives by condition, or the first of a list that is of use. */
type Target = string | null | readonly Target[] | { readonly [condition: string]: Target };

const CONDITIONS: ReadonlySet<string> = new Set(['node', 'require', 'default']);

/** `name` or `@scope/name`, and what follows. */
const PACKAGE = /^((?:@[^/\\%]+\/)?[^./\\%@][^/\\%]*)(\/.*)?$/;

/**
 * The file that `request` names in the folder `modules` of packages; undefined where that is no package with `exports`, so that
 * its files can be named freely. `read` throws where there is no such file. Throws ERR_PACKAGE_PATH_NOT_EXPORTED as node does.
 */
export function findExport(request: string, modules: string, read: (file: string) => string): string | undefined {
  const [, name, rest = ''] = PACKAGE.exec(request) ?? [];
  if (name === undefined) return undefined;
  const home = join(modules, name);
  const exports = exportsOf(join(home, 'package.json'), read);
  if (exports === undefined || exports === null) return undefined;
  const found = pick(entries(exports), `.${rest}`);
  if (found === undefined || found === null) throw notExported(`.${rest}`, home);
  return join(home, found);
}

function exportsOf(file: string, read: (file: string) => string): Target | undefined {
  let text: string;
  try {
    text = read(file);
  } catch {
    return undefined;
  }
  return (JSON.parse(text) as { exports?: Target }).exports;
}

/** Targets by subpath; `exports` may be one target, for the package itself. */
function entries(exports: Target): Readonly<Record<string, Target>> {
  const bySubpath =
    typeof exports === 'object' &&
    exports !== null &&
    !Array.isArray(exports) &&
    Object.keys(exports)[0]?.startsWith('.');
  return (bySubpath ? exports : { '.': exports }) as Readonly<Record<string, Target>>;
}

function pick(targets: Readonly<Record<string, Target>>, subpath: string): string | null | undefined {
  const exact = targets[subpath];
  if (exact !== undefined && !subpath.includes('*')) return fileOf(exact, '');
  // The longest beginning wins.
  const patterns = Object.keys(targets).filter((key) => key.includes('*') && matches(key, subpath));
  const [best] = patterns.sort((one, other) => other.indexOf('*') - one.indexOf('*') || other.length - one.length);
  if (best === undefined) return undefined;
  const star = best.indexOf('*');
  return fileOf(targets[best] ?? null, subpath.slice(star, subpath.length - (best.length - star - 1)));
}

function matches(pattern: string, subpath: string): boolean {
  const [before = '', after = ''] = pattern.split('*');
  return subpath.length >= pattern.length && subpath.startsWith(before) && subpath.endsWith(after);
}

/** Null where the package keeps it to itself, undefined where it says nothing about it. */
function fileOf(target: Target, star: string): string | null | undefined {
  if (target === null) return null;
  if (typeof target === 'string') return isWithin(target) ? target.replaceAll('*', star) : undefined;
  if (Array.isArray(target)) return firstOf(target, star) ?? undefined;
  const alternatives = Object.entries(target).filter(([condition]) => CONDITIONS.has(condition));
  return firstOf(
    alternatives.map(([, one]) => one),
    star,
  );
}

function firstOf(targets: readonly Target[], star: string): string | null | undefined {
  for (const target of targets) {
    const found = fileOf(target, star);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Only files of the package count: nothing above it, and nobody else's. */
function isWithin(target: string): boolean {
  const [here, ...names] = target.split('/');
  return here === '.' && !names.some((name) => name === '.' || name === '..' || name === 'node_modules');
}

function notExported(subpath: string, home: string): Error {
  const what =
    subpath === '.' ? 'No "exports" main defined' : `Package subpath '${subpath}' is not defined by "exports"`;
  const error = new Error(`${what} in ${join(home, 'package.json')}`);
  return Object.assign(error, { code: 'ERR_PACKAGE_PATH_NOT_EXPORTED' });
}
