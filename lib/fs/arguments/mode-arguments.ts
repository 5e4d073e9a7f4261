/** Permission bits, and the modes of `access` and `copyFile`, as arguments. */
import { constants } from 'node:fs';
import { invalidArgValue, nodeRangeError, nodeTypeError } from '../errors/node-errors.ts';
import { validateInteger, validateUint32 } from './validate.ts';

/** Permission bits: a number, or octal digits; `fallback` stands for none given. */
export function parseFileMode(value: unknown, name: string, fallback?: number): number {
  const given = value ?? fallback;
  if (typeof given !== 'string') {
    validateUint32(given, name);
    return given + 0; // -0 becomes 0
  }
  if (!/^[0-7]+$/.test(given)) {
    throw invalidArgValue(name, given, 'must be a 32-bit unsigned integer or an octal string');
  }
  const mode = Number.parseInt(given, 8);
  validateUint32(mode, name);
  return mode;
}

/** What `access` shall look for: any of R_OK, W_OK and X_OK; F_OK when none is given. */
export function accessMode(mode: unknown): number {
  return maskArgument(mode, constants.R_OK | constants.W_OK | constants.X_OK);
}

const COPY_FLAGS = constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE | constants.COPYFILE_FICLONE_FORCE;

/** How `copyFile` shall copy: any of the COPYFILE_ constants. */
export function copyMode(mode: unknown): number {
  return maskArgument(mode, COPY_FLAGS);
}

/** The `mode` option of `cp`, which node words differently from `copyFile`'s argument. */
export function cpMode(mode: unknown): number {
  if (mode === undefined || mode === null) return 0;
  validateInteger(mode, 'mode', 0, COPY_FLAGS);
  return mode;
}

function maskArgument(mode: unknown, max: number): number {
  if (mode === undefined || mode === null) return 0;
  if (typeof mode !== 'number') throw nodeTypeError('ERR_INVALID_ARG_TYPE', 'mode must be int32 or null/undefined');
  if (!Number.isFinite(mode)) throw nodeRangeError('ERR_OUT_OF_RANGE', 'mode is out of range');
  const mask = Math.trunc(mode);
  if (mask < 0 || mask > max) throw nodeRangeError('ERR_OUT_OF_RANGE', `mode is out of range: >= 0 && <= ${max}`);
  return mask;
}
