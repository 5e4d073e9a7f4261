/** The options of `mkdir`: an object, or the permission bits in its place. */

import { NODE_MAJOR } from '../node-version.ts';
import { parseFileMode } from './mode-arguments.ts';
import { validateBoolean } from './validate.ts';

export interface MkdirOptions {
  readonly mode: number;
  readonly recursive: boolean;
}

const DEFAULT_MODE = 0o777;

/** Node 20 calls the `mode` option an argument in its errors; later ones call it a property. */
const MODE_NAME = NODE_MAJOR >= 22 ? 'options.mode' : 'mode';

/** The options of `mkdir`; a callback in their place counts as none. */
export function mkdirOptions(options: unknown): MkdirOptions {
  if (typeof options === 'number' || typeof options === 'string') {
    return { mode: parseFileMode(options, 'mode'), recursive: false };
  }
  if (!options || typeof options === 'function') return { mode: DEFAULT_MODE, recursive: false };
  const { recursive = false, mode = DEFAULT_MODE } = options as Partial<Record<keyof MkdirOptions, unknown>>;
  validateBoolean(recursive, 'options.recursive');
  return { mode: parseFileMode(mode, MODE_NAME), recursive };
}
