/** Calls that only the module `node:fs` takes: other descriptors, a descriptor for a path, and steps that programs can replace. */
import * as nodeFs from 'node:fs';
import { normalize } from 'node:path/posix';
import { type FsError, fsError } from '../errors/system-error.ts';
import { FIRST_DESCRIPTOR } from '../handles/descriptor-table.ts';
import { NODE_MAJOR } from '../node-version.ts';
import { type FreeFunction, nameLike } from './callbacks.ts';

type Module = Record<string, unknown>;
type Methods = Record<string, FreeFunction>;

/** Methods that take the number of an open file, or may. */
const ON_DESCRIPTORS = [
  ...['appendFile', 'close', 'fchmod', 'fchown', 'fdatasync', 'fstat', 'fsync', 'ftruncate', 'futimes'],
  ...['read', 'readFile', 'readv', 'write', 'writeFile', 'writev'],
];

/** Adds the forms to the module's own methods, which they call where these have been replaced. */
export function addModuleForms(module: Module): void {
  const methods = module as Methods;
  wrap(methods, [...ON_DESCRIPTORS, ...ON_DESCRIPTORS.map((name) => `${name}Sync`)], foreignForm);
  wrap(methods, ['realpath'], realpathForm);
  wrap(methods, ['realpathSync'], realpathSyncForm);
  if (NODE_MAJOR < 24) {
    wrap(methods, ['truncate'], (truncate) => truncateForm(truncate, (...args) => methods.ftruncate?.(...args)));
    wrap(methods, ['truncateSync'], (truncate) =>
      truncateForm(truncate, (...args) => methods.ftruncateSync?.(...args)),
    );
  }
  wrap(methods, ['appendFile', 'writeFile'], (write) => flushingForm(methods, write));
  wrap(methods, ['appendFileSync', 'writeFileSync'], (write) => flushingSyncForm(methods, write));
}

function wrap(methods: Methods, names: readonly string[], form: (method: FreeFunction, name: string) => FreeFunction) {
  for (const name of names) {
    const method = methods[name];
    if (!method) continue;
    const wrapped = nameLike(form(method, name), name);
    for (const symbol of Object.getOwnPropertySymbols(method)) {
      const property = Object.getOwnPropertyDescriptor(method, symbol);
      if (property) Object.defineProperty(wrapped, symbol, property);
    }
    methods[name] = wrapped;
  }
}

/** Numbers below this file system's own are the process's: 1 is the standard output here too. */
function foreignForm(method: FreeFunction, name: string): FreeFunction {
  const nodes = (nodeFs as unknown as Methods)[name];
  return (...args) => {
    const [fd] = args;
    const foreign = typeof fd === 'number' && Number.isInteger(fd) && fd >= 0 && fd < FIRST_DESCRIPTOR;
    return foreign && nodes ? nodes(...args) : method(...args);
  };
}

/** Node finds a real path by looking at one part after the other, and says so where it fails; only `native` asks at once. */
function realpathForm(realpath: FreeFunction): FreeFunction {
  const form: FreeFunction = (...args) => {
    const callback = args.at(-1);
    if (typeof callback !== 'function') return realpath(...args);
    const [path, ...options] = args.slice(0, -1);
    return realpath(tidied(path), ...options, (error: unknown, ...rest: unknown[]) =>
      callback(error && lookingUp(error), ...rest),
    );
  };
  return Object.assign(form, { native: realpath });
}

function realpathSyncForm(realpath: FreeFunction): FreeFunction {
  const form: FreeFunction = (...args) => {
    try {
      const [path, ...options] = args;
      return realpath(tidied(path), ...options);
    } catch (error) {
      throw lookingUp(error);
    }
  };
  return Object.assign(form, { native: realpath });
}

/** Node makes sense of the text of a path first: what ends in a slash or a dot may be a file, and nothing is here. */
function tidied(path: unknown): unknown {
  return typeof path === 'string' && !path.includes('\0') ? normalize(path).replace(/(?<=.)\/$/, '') : path;
}

function lookingUp(error: unknown): unknown {
  const { code, syscall, path, cause } = error as FsError;
  return syscall === 'realpath' ? fsError(code, 'lstat', path, undefined, { cause }) : error;
}

let warnedOfTruncate = false;

function truncateForm(truncate: FreeFunction, ftruncate: FreeFunction): FreeFunction {
  return (...args) => {
    if (typeof args[0] !== 'number') return truncate(...args);
    if (!warnedOfTruncate) {
      warnedOfTruncate = true;
      process.emitWarning(
        'Using fs.truncate with a file descriptor is deprecated. Please use fs.ftruncate with a file descriptor instead.',
        'DeprecationWarning',
        'DEP0081',
      );
    }
    return ftruncate(...args);
  };
}

/** With `flush`, a file is written through the module's own `fsync`, which a program may have replaced. */
function flushingForm(methods: Methods, write: FreeFunction): FreeFunction {
  const fsync = methods.fsync;
  return (...args) => {
    const [file, data, options, callback] = args;
    if (!asksForFlush(options) || methods.fsync === fsync || typeof callback !== 'function') return write(...args);
    return write(file, data, { ...options, flush: false }, (error: unknown) => {
      if (error) callback(error);
      else if (typeof file === 'number') methods.fsync?.(file, callback);
      else flushPath(methods, file, callback as FreeFunction);
    });
  };
}

function flushPath(methods: Methods, file: unknown, callback: FreeFunction): void {
  methods.open?.(file, 'r+', (error: unknown, fd: unknown) => {
    if (error) return callback(error);
    return methods.fsync?.(fd, (failed: unknown) => {
      methods.close?.(fd, (closed: unknown) => callback(failed ?? closed));
    });
  });
}

function flushingSyncForm(methods: Methods, write: FreeFunction): FreeFunction {
  const fsyncSync = methods.fsyncSync;
  return (...args) => {
    const [file, data, options] = args;
    if (!asksForFlush(options) || methods.fsyncSync === fsyncSync) return write(...args);
    write(file, data, { ...options, flush: false });
    if (typeof file === 'number') return methods.fsyncSync?.(file);
    const fd = methods.openSync?.(file, 'r+');
    try {
      return methods.fsyncSync?.(fd);
    } finally {
      methods.closeSync?.(fd);
    }
  };
}

function asksForFlush(options: unknown): options is { flush: true } {
  return typeof options === 'object' && options !== null && 'flush' in options && options.flush === true;
}
