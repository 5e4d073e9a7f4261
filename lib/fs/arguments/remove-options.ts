/** The options of `rm` and `rmdir`. */
import { invalidArgValue } from '../errors/node-errors.ts';
import { NODE_MAJOR } from '../node-version.ts';
import { validateBoolean, validateInt32, validateObject, validateUint32 } from './validate.ts';

/** How to go about removing what may be in use. */
export interface RemoveOptions {
  readonly recursive: boolean;
  /** Nothing to remove is a success. */
  readonly force: boolean;
  /** Milliseconds before the first retry; each retry waits this much longer. */
  readonly retryDelay: number;
  readonly maxRetries: number;
}

const DEFAULTS: RemoveOptions = { recursive: false, force: false, retryDelay: 100, maxRetries: 0 };

/** The options of `rm`, with node's defaults for what is left out. */
export function rmOptions(options: unknown): RemoveOptions {
  const { recursive, force, retryDelay, maxRetries } = given(options);
  validateBoolean(recursive, 'options.recursive');
  validateInt32(retryDelay, 'options.retryDelay', 0);
  validateUint32(maxRetries, 'options.maxRetries');
  validateBoolean(force, 'options.force');
  return { recursive, force, retryDelay, maxRetries };
}

/**
 * The options of `rmdir`. `recursive` was a deprecated way to call `rm` until node 25 made it an error: what the running node
 * does, this does.
 */
export function rmdirOptions(options: unknown): RemoveOptions {
  const { recursive, retryDelay, maxRetries } = given(options);
  if (NODE_MAJOR >= 25) {
    if (hasRecursive(options)) throw invalidArgValue('options.recursive', recursive, 'is no longer supported');
    return DEFAULTS;
  }
  if (recursive) warnOfRecursiveRmdir();
  validateBoolean(recursive, 'options.recursive');
  validateInt32(retryDelay, 'options.retryDelay', 0);
  validateUint32(maxRetries, 'options.maxRetries');
  return { recursive, force: false, retryDelay, maxRetries };
}

function given(options: unknown): Record<keyof RemoveOptions, unknown> {
  if (options === undefined) return DEFAULTS;
  validateObject(options, 'options');
  return { ...DEFAULTS, ...options };
}

function hasRecursive(options: unknown): boolean {
  return (options as { recursive?: unknown } | undefined)?.recursive !== undefined;
}

let warned = false;

function warnOfRecursiveRmdir(): void {
  if (warned) return;
  warned = true;
  process.emitWarning(
    'In future versions of Node.js, fs.rmdir(path, { recursive: true }) will be removed. ' +
      'Use fs.rm(path, { recursive: true }) instead',
    'DeprecationWarning',
    'DEP0147',
  );
}
