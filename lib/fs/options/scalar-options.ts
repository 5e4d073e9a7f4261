/** Every option that a URL can carry as a parameter: how it is checked, read from text, and written as text. */
import { DIALECTS, type Dialect } from '../../manager/share-settings.ts';
import { parseFileMode } from '../arguments/mode-arguments.ts';
import { validateBoolean, validateInteger, validateOneOf, validateString } from '../arguments/validate.ts';
import { invalidArgValue, outOfRange } from '../errors/node-errors.ts';
import type { SmbFsOptions } from './smb-fs-options.ts';

/** One kind of option. `name` is what errors call it. */
interface OptionKind<T> {
  /** The value, if it is one; throws a TypeError or RangeError as node would. */
  check(value: unknown, name: string): T;
  /** What a parameter's text stands for, to be checked; throws a TypeError when it stands for nothing. */
  parse(text: string, name: string): unknown;
  format(value: T): string;
}

const MAX_TIMEOUT = 2 ** 31 - 1;
const MAX_ID = 2 ** 32 - 1;
const MAX_MODE = 0o7777;

function choice<T extends string>(allowed: readonly T[], ignoreCase = false): OptionKind<T> {
  return {
    check(value, name) {
      const chosen = ignoreCase && typeof value === 'string' ? value.toLowerCase() : value;
      const found = allowed.find((one) => one === chosen);
      if (found === undefined) {
        if (value !== undefined) validateString(value, name);
        validateOneOf(value, name, allowed);
      }
      return found as T;
    },
    parse: (text) => text,
    format: (value) => value,
  };
}

function integer(min: number, max: number): OptionKind<number> {
  return {
    check(value, name) {
      validateInteger(value, name, min, max);
      return value;
    },
    parse(text, name) {
      if (!/^-?\d+$/.test(text)) throw invalidArgValue(name, text, 'must be a whole number');
      return Number(text);
    },
    format: String,
  };
}

const BOOLEAN: OptionKind<boolean> = {
  check(value, name) {
    validateBoolean(value, name);
    return value;
  },
  parse(text, name) {
    validateOneOf(text, name, ['true', 'false', '1', '0', '']);
    return text !== 'false' && text !== '0';
  },
  format: String,
};

const MODE: OptionKind<number> = {
  check(value, name) {
    const mode = parseFileMode(value, name);
    if (mode > MAX_MODE) throw outOfRange(name, `>= 0 && <= 0o${MAX_MODE.toString(8)}`, value);
    return mode;
  },
  parse: (text) => text,
  format: (value) => value.toString(8).padStart(4, '0'),
};

const ABSOLUTE_PATH: OptionKind<string> = {
  check(value, name) {
    validateString(value, name);
    if (!value.startsWith('/') || value.includes('\0')) {
      throw invalidArgValue(name, value, 'must be an absolute path without null bytes');
    }
    return value;
  },
  parse: (text) => text,
  format: (value) => value,
};

const BUFFER_SIZE: OptionKind<number> = integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
const ID: OptionKind<number> = integer(0, MAX_ID);

/** Checked values: modes are numbers, choices are in lower case. */
export interface ScalarOptions {
  transport?: 'directtcp' | 'netbios';
  transportFallback?: boolean;
  guest?: boolean;
  anonymous?: boolean;
  readBufferSize?: number;
  writeBufferSize?: number;
  signing?: 'required' | 'if-required';
  encryption?: 'required' | 'if-required' | 'disabled';
  minDialect?: Dialect;
  maxDialect?: Dialect;
  connectTimeout?: number;
  requestTimeout?: number;
  reconnectTimeout?: number;
  idleTimeout?: number;
  keepAliveInterval?: number;
  engine?: 'main' | 'worker';
  mountPoint?: string;
  symlinks?: 'reparse' | 'mfsymlinks';
  mode?: number;
  fileMode?: number;
  dirMode?: number;
  rememberModes?: boolean;
  uid?: number;
  gid?: number;
}

export type ScalarName = keyof ScalarOptions;

type Kinds = { readonly [Name in ScalarName]-?: OptionKind<NonNullable<ScalarOptions[Name]>> };

/** In the order in which a formatted URL has them. */
const KINDS: Kinds = {
  transport: choice(['directtcp', 'netbios'], true),
  transportFallback: BOOLEAN,
  guest: BOOLEAN,
  anonymous: BOOLEAN,
  readBufferSize: BUFFER_SIZE,
  writeBufferSize: BUFFER_SIZE,
  signing: choice(['required', 'if-required']),
  encryption: choice(['required', 'if-required', 'disabled']),
  minDialect: choice(DIALECTS),
  maxDialect: choice(DIALECTS),
  connectTimeout: integer(1, MAX_TIMEOUT),
  requestTimeout: integer(1, MAX_TIMEOUT),
  reconnectTimeout: integer(0, MAX_TIMEOUT),
  idleTimeout: integer(0, MAX_TIMEOUT),
  keepAliveInterval: integer(0, MAX_TIMEOUT),
  engine: choice(['main', 'worker']),
  mountPoint: ABSOLUTE_PATH,
  symlinks: choice(['reparse', 'mfsymlinks']),
  mode: MODE,
  fileMode: MODE,
  dirMode: MODE,
  rememberModes: BOOLEAN,
  uid: ID,
  gid: ID,
};

export const SCALAR_NAMES: readonly ScalarName[] = Object.keys(KINDS) as ScalarName[];

const BY_PARAMETER: ReadonlyMap<string, ScalarName> = new Map(SCALAR_NAMES.map((name) => [parameterName(name), name]));

/** `readBufferSize` is `read-buffer-size` in a URL. */
function parameterName(name: ScalarName): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Checks the scalar options among `options`; what is undefined is left out. */
export function checkScalars(options: SmbFsOptions): ScalarOptions {
  const entries = SCALAR_NAMES.filter((name) => options[name] !== undefined).map((name) => [
    name,
    KINDS[name].check(options[name], `options.${name}`),
  ]);
  return Object.fromEntries(entries);
}

/** The option that the parameter `name` of a URL stands for, checked; undefined when there is none of that name. */
export function parseParameter(name: string, text: string): SmbFsOptions | undefined {
  const option = BY_PARAMETER.get(name);
  if (option === undefined) return undefined;
  const kind = KINDS[option];
  return { [option]: kind.check(kind.parse(text, name), name) };
}

/** The scalar options among `options`, as parameters of a URL. */
export function formatParameters(options: SmbFsOptions): Array<[name: string, text: string]> {
  const checked = checkScalars(options);
  const parameters: Array<[string, string]> = [];
  for (const name of SCALAR_NAMES) {
    const value = checked[name];
    const { format } = KINDS[name] as OptionKind<unknown>;
    if (value !== undefined) parameters.push([parameterName(name), format(value)]);
  }
  return parameters;
}
