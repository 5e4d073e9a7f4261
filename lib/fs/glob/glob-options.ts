/** The arguments of `glob`, checked as node checks them. */
import type { Dirent } from 'node:fs';
import { resolve } from 'node:path/posix';
import { validateBoolean, validateInteger, validateObject, validateString } from '../arguments/validate.ts';
import { invalidArgType } from '../errors/node-errors.ts';
import type { FileSystem } from '../file-system.ts';
import { makeMatcher } from '../matcher.ts';

/** What a name of a path must be: this one, one that the expression matches, or, as a symbol, any number of names. */
export type Part = string | symbol | { test(name: string): boolean };

/** A pattern between its slashes. */
export type Pattern = readonly Part[];

export interface GlobOptions {
  readonly patterns: readonly Pattern[];
  /** The absolute path of the folder that the patterns begin in. */
  readonly root: string;
  /** The absolute path of the folder that holds everything: the mount point, or `/`. */
  readonly top: string;
  /** The caller's own function, asked about names in folders that any number of names leads to, and about paths to enter. */
  readonly exclude: ((entry: string | Dirent) => unknown) | undefined;
  /** Whether an absolute path is excluded by a pattern. */
  readonly isExcluded: (path: string) => boolean;
  readonly withFileTypes: boolean;
  readonly followSymlinks: boolean;
  /** How many names a result may lie away from the folder that the patterns begin in. */
  readonly maxDepth: number;
}

/** Reads `(pattern[, options])`; `cwd` may be whatever names a path on the share. */
export function globOptions(fs: FileSystem, [pattern, given = {}]: readonly unknown[]): GlobOptions {
  validateObject(given, 'options');
  const { cwd, exclude, followSymlinks, maxDepth, withFileTypes } = given as Record<string, unknown>;
  const here = fs.options.mountPoint === undefined ? '/' : process.cwd();
  const root = resolve(here, cwd === undefined || cwd === null ? '' : fs.path(cwd, 'options.cwd').text);
  if (followSymlinks !== undefined && followSymlinks !== null) {
    validateBoolean(followSymlinks, 'options.followSymlinks');
  }
  const excluded = excludeOption(exclude, root);
  return {
    patterns: patternList(pattern).flatMap((text) => makeMatcher(text).set),
    root,
    top: resolve('/', fs.options.mountPoint ?? '/'),
    ...excluded,
    withFileTypes: Boolean(withFileTypes),
    followSymlinks: followSymlinks === true,
    maxDepth: depthOption(maxDepth),
  };
}

function depthOption(given: unknown): number {
  if (given === undefined || given === null || given === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY;
  validateInteger(given, 'options.maxDepth', 0);
  return given;
}

function excludeOption(given: unknown, root: string): Pick<GlobOptions, 'exclude' | 'isExcluded'> {
  const nothing = (): boolean => false;
  if (given === undefined || given === null) return { exclude: undefined, isExcluded: nothing };
  if (typeof given === 'function') return { exclude: given as GlobOptions['exclude'], isExcluded: nothing };
  if (!Array.isArray(given)) throw invalidArgType('options.exclude', ['string[]', 'function'], given);
  const matchers = strings(given, 'options.exclude').map((text) => makeMatcher(resolve(root, text)));
  return { exclude: undefined, isExcluded: (path) => matchers.some((matcher) => matcher.match(path)) };
}

function patternList(given: unknown): readonly string[] {
  if (typeof given !== 'object') {
    validateString(given, 'patterns');
    return [given];
  }
  if (!Array.isArray(given)) throw invalidArgType('patterns', 'Array', given);
  return strings(given, 'patterns');
}

function strings(list: readonly unknown[], name: string): readonly string[] {
  return list.map((each, index) => {
    validateString(each, `${name}[${index}]`);
    return each;
  });
}
