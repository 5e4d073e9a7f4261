/** The options of `cp`. */

import { incompatibleOptions } from '../errors/node-errors.ts';
import { cpMode } from './mode-arguments.ts';
import { validateBoolean, validateFunction, validateObject } from './validate.ts';

/** Whether to copy one thing of a tree; asked with the caller's kind of path. */
export type CpFilter = (source: string, destination: string) => unknown;

/** What to copy and how, with node's defaults for what is left out. */
export interface CpOptions {
  readonly dereference: boolean;
  readonly errorOnExist: boolean;
  readonly filter: CpFilter | undefined;
  readonly force: boolean;
  /** COPYFILE_ constants. */
  readonly mode: number;
  readonly preserveTimestamps: boolean;
  readonly recursive: boolean;
  readonly verbatimSymlinks: boolean;
}

const DEFAULTS: CpOptions = {
  dereference: false,
  errorOnExist: false,
  filter: undefined,
  force: true,
  mode: 0,
  preserveTimestamps: false,
  recursive: false,
  verbatimSymlinks: false,
};

/** Checks the options in node's order. */
export function cpOptions(options: unknown): CpOptions {
  if (options === undefined) return DEFAULTS;
  validateObject(options, 'options');
  const given: Record<keyof CpOptions, unknown> = { ...DEFAULTS, ...options };
  const { dereference, errorOnExist, filter, force, preserveTimestamps, recursive, verbatimSymlinks } = given;
  validateBoolean(dereference, 'options.dereference');
  validateBoolean(errorOnExist, 'options.errorOnExist');
  validateBoolean(force, 'options.force');
  validateBoolean(preserveTimestamps, 'options.preserveTimestamps');
  validateBoolean(recursive, 'options.recursive');
  validateBoolean(verbatimSymlinks, 'options.verbatimSymlinks');
  const mode = cpMode(given.mode);
  if (dereference && verbatimSymlinks) throw incompatibleOptions('dereference', 'verbatimSymlinks');
  if (filter !== undefined) validateFunction(filter, 'options.filter');
  return {
    dereference,
    errorOnExist,
    filter: filter as CpFilter | undefined,
    force,
    mode,
    preserveTimestamps,
    recursive,
    verbatimSymlinks,
  };
}
