/** The options of `createServer`: what may be said, and what becomes of it. Wrong ones are TypeErrors at once. */
import { hostname } from 'node:os';
import * as path from 'node:path';
import { ConfinedFileSystem, canConfine } from './files/confined-fs.ts';
import { disk } from './files/disk.ts';
import type { ServedFileSystem } from './files/file-system.ts';
import { type DiskShare, IPC_SHARE } from './share.ts';

const DIALECTS = ['2.0.2', '2.1', '3.0', '3.0.2', '3.1.1'] as const;
const CIPHERS = ['aes-128-gcm', 'aes-128-ccm', 'aes-256-gcm', 'aes-256-ccm'] as const;
const SIGNING_ALGORITHMS = ['aes-gmac', 'aes-cmac', 'hmac-sha256'] as const;

/** A version of the protocol that the server may agree on. */
export type ServerDialect = (typeof DIALECTS)[number];
/** An algorithm that the server may agree to encrypt with. */
export type ServerCipher = (typeof CIPHERS)[number];
/** An algorithm that the server may agree to sign with. */
export type ServerSigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];

/** A share. */
export interface ShareOptions {
  /** The path of a folder, or an object like `fs.promises`, which is served from `/` on. */
  readonly fs: string | ServedFileSystem;
  /** Default: false. */
  readonly readOnly?: boolean;
  /** Refuses whatever is not encrypted. Default: false. */
  readonly encrypt?: boolean;
  /** What share listings say beside the name. Default: empty. */
  readonly comment?: string;
  /** Lets guests in: users that the server does not know, who need no password. Default: false. */
  readonly guest?: boolean;
  /** Names that differ only by case are different files. Default: false, as Windows clients expect it. */
  readonly caseSensitive?: boolean;
  /**
   * Bytes that clients may add to the share, holes among them: beyond that it is full. Default: 1 GiB for an object like
   * `fs.promises`, which may keep everything in memory; for a folder there is no limit.
   */
  readonly maximumSize?: number;
}

/** What `createServer` takes. */
export interface ServerOptions {
  /** By name: a folder, an object like `fs.promises`, or either with options. */
  readonly shares: Readonly<Record<string, string | ServedFileSystem | ShareOptions>>;
  /** Passwords by user name. Default: nobody. */
  readonly users?: Readonly<Record<string, string>>;
  /** Lets clients log on as nobody, to list shares and to enter those that let guests in. Default: false. */
  readonly anonymous?: boolean;
  /** The server's NetBIOS name, at most 15 characters. Default: this machine's name. */
  readonly name?: string;
  /** Default: `2.0.2`. */
  readonly minDialect?: ServerDialect;
  /** Default: `3.1.1`. */
  readonly maxDialect?: ServerDialect;
  /** Whether users must sign; `enabled` leaves it to them. Default: `enabled`. */
  readonly signing?: 'enabled' | 'required';
  /** `required` refuses sessions that are not encrypted. Default: `enabled`. */
  readonly encryption?: 'disabled' | 'enabled' | 'required';
  /** Preferred first. Default: all, AES-128-GCM first. */
  readonly ciphers?: readonly ServerCipher[];
  /** Of 3.1.1, preferred first. Default: all, AES-GMAC first. */
  readonly signingAlgorithms?: readonly ServerSigningAlgorithm[];
  /** Bytes of one READ, WRITE, or other transfer: 65536 to 8388608. Default: 8388608 (65536 over NetBIOS and 2.0.2). */
  readonly maxTransferSize?: number;
  /** Credits that a client may hold: 1 to 65535. Default: 8192. */
  readonly maxCredits?: number;
  /** Connections at a time; further ones are closed at once. Default: 1024. */
  readonly maxConnections?: number;
  /** Opens of one connection. Default: 16384. */
  readonly maxOpens?: number;
  /** Milliseconds within which a client must have logged on. Default: 30000. */
  readonly logonTimeout?: number;
  /** Milliseconds of silence after which a connection without opens is closed; 0 for never. Default: 900000. */
  readonly idleTimeout?: number;
  /** Milliseconds after which a request that still runs is answered with STATUS_PENDING. Default: 1000. */
  readonly interimAfter?: number;
}

/** The options with nothing left open. */
export interface ServerSettings {
  readonly shares: readonly DiskShare[];
  /** By user name in small letters. */
  readonly users: ReadonlyMap<string, string>;
  readonly anonymous: boolean;
  readonly name: string;
  readonly dialects: readonly ServerDialect[];
  readonly signing: 'enabled' | 'required';
  readonly encryption: 'disabled' | 'enabled' | 'required';
  readonly ciphers: readonly ServerCipher[];
  readonly signingAlgorithms: readonly ServerSigningAlgorithm[];
  readonly maxTransferSize: number;
  readonly maxCredits: number;
  readonly maxConnections: number;
  readonly maxOpens: number;
  readonly logonTimeout: number;
  readonly idleTimeout: number;
  readonly interimAfter: number;
}

const OPTION_NAMES: ReadonlySet<string> = new Set<keyof ServerOptions>([
  ...(['shares', 'users', 'anonymous', 'name', 'minDialect', 'maxDialect', 'signing', 'encryption'] as const),
  ...(['ciphers', 'signingAlgorithms', 'maxTransferSize', 'maxCredits', 'maxConnections', 'maxOpens'] as const),
  ...(['logonTimeout', 'idleTimeout', 'interimAfter'] as const),
]);

/** Bytes: more than tests need, and less than it takes to run out of memory. */
const DEFAULT_OBJECT_SIZE = 2 ** 30;

/** Longer delays than this do not fit a timer. */
const MAX_DELAY = 2 ** 31 - 1;

/** Settles the options. Throws a TypeError that names the option and says what it may be. */
export function settleServerOptions(options: ServerOptions): ServerSettings {
  if (typeof options !== 'object' || options === null) throw new TypeError('createServer takes an object of options');
  for (const name of Object.keys(options)) {
    if (!OPTION_NAMES.has(name)) throw new TypeError(`createServer has no option "${name}"`);
  }
  const minDialect = oneOf('minDialect', options.minDialect ?? '2.0.2', DIALECTS);
  const maxDialect = oneOf('maxDialect', options.maxDialect ?? '3.1.1', DIALECTS);
  const dialects = DIALECTS.slice(DIALECTS.indexOf(minDialect), DIALECTS.indexOf(maxDialect) + 1);
  if (dialects.length === 0) throw new TypeError('"minDialect" is above "maxDialect"');
  const encryption = oneOf('encryption', options.encryption ?? 'enabled', ['disabled', 'enabled', 'required'] as const);
  if (encryption === 'required' && !maxDialect.startsWith('3')) {
    throw new TypeError('"encryption" is required, but "maxDialect" has none');
  }
  return {
    shares: settleShares(options.shares),
    users: settleUsers(options.users ?? {}),
    anonymous: boolean('anonymous', options.anonymous ?? false),
    name: settleName(options.name),
    dialects,
    signing: oneOf('signing', options.signing ?? 'enabled', ['enabled', 'required'] as const),
    encryption,
    ciphers: listOf('ciphers', options.ciphers ?? CIPHERS, CIPHERS),
    signingAlgorithms: listOf('signingAlgorithms', options.signingAlgorithms ?? SIGNING_ALGORITHMS, SIGNING_ALGORITHMS),
    maxTransferSize: integer('maxTransferSize', options.maxTransferSize ?? 8_388_608, 65_536, 8_388_608),
    maxCredits: integer('maxCredits', options.maxCredits ?? 8192, 1, 65_535),
    maxConnections: integer('maxConnections', options.maxConnections ?? 1024, 1, 65_535),
    maxOpens: integer('maxOpens', options.maxOpens ?? 16_384, 1, 1_048_576),
    logonTimeout: integer('logonTimeout', options.logonTimeout ?? 30_000, 1, MAX_DELAY),
    idleTimeout: integer('idleTimeout', options.idleTimeout ?? 900_000, 0, MAX_DELAY),
    interimAfter: integer('interimAfter', options.interimAfter ?? 1000, 1, MAX_DELAY),
  };
}

function settleShares(shares: ServerOptions['shares']): DiskShare[] {
  if (typeof shares !== 'object' || shares === null)
    throw new TypeError('"shares" must be an object, with a share each');
  const settled = Object.entries(shares).map(([name, share]) => settleShare(name, share));
  const names = new Set([IPC_SHARE.toLowerCase()]);
  for (const { name } of settled) {
    if (names.has(name.toLowerCase())) throw new TypeError(`there are two shares "${name}"`);
    names.add(name.toLowerCase());
  }
  return settled;
}

function settleShare(name: string, value: string | ServedFileSystem | ShareOptions): DiskShare {
  if (!/^[^\p{Cc}"/\\[\]:|<>+=;,?*]{1,80}$/u.test(name)) throw new TypeError(`"${name}" cannot be a share's name`);
  const options = isShareOptions(value) ? value : { fs: value };
  const { fs } = options;
  const local = typeof fs === 'string';
  if (local ? fs === '' : !isFileSystem(fs)) {
    throw new TypeError(`share "${name}" must be a folder's path, an object like fs.promises, or { fs, ... }`);
  }
  const flag = (key: 'readOnly' | 'encrypt' | 'guest' | 'caseSensitive'): boolean =>
    boolean(`shares.${name}.${key}`, options[key] ?? false);
  if (typeof (options.comment ?? '') !== 'string') throw new TypeError(`"shares.${name}.comment" must be a string`);
  return {
    kind: 'disk',
    name,
    comment: options.comment ?? '',
    fs: local ? folder(path.resolve(fs)) : fs,
    root: local ? path.resolve(fs) : '/',
    local,
    readOnly: flag('readOnly'),
    encrypt: flag('encrypt'),
    guest: flag('guest'),
    caseSensitive: flag('caseSensitive'),
    maximumSize: settleSize(`shares.${name}.maximumSize`, options.maximumSize, local),
  };
}

/** Where the system cannot hold anybody inside a folder, every path is checked before it is used. */
function folder(root: string): ServedFileSystem {
  return canConfine() ? new ConfinedFileSystem(root) : (disk as ServedFileSystem);
}

function settleSize(name: string, value: unknown, local: boolean): number {
  if (value === undefined) return local ? Number.POSITIVE_INFINITY : DEFAULT_OBJECT_SIZE;
  return value === Number.POSITIVE_INFINITY ? value : integer(name, value, 0, Number.MAX_SAFE_INTEGER);
}

/** A file system may have a property `fs` of its own: memfs's have. */
function isShareOptions(value: string | ServedFileSystem | ShareOptions): value is ShareOptions {
  return typeof value === 'object' && value !== null && 'fs' in value && !isFileSystem(value);
}

function isFileSystem(value: unknown): value is ServedFileSystem {
  const needed = ['open', 'stat', 'readdir', 'mkdir', 'rmdir', 'unlink', 'rename'];
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  return needed.every((name) => typeof (value as Record<string, unknown>)[name] === 'function');
}

function settleUsers(users: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  if (typeof users !== 'object' || users === null)
    throw new TypeError('"users" must be an object of passwords by name');
  const settled = new Map<string, string>();
  for (const [name, password] of Object.entries(users)) {
    if (name === '') throw new TypeError('a user needs a name');
    if (typeof password !== 'string') throw new TypeError(`the password of "${name}" must be a string`);
    if (settled.has(name.toLowerCase())) throw new TypeError(`there are two users "${name}"`);
    settled.set(name.toLowerCase(), password);
  }
  return settled;
}

function settleName(name: string | undefined): string {
  if (name === undefined) return (hostname().split('.', 1)[0] ?? '').toUpperCase().slice(0, 15) || 'SERVER';
  if (typeof name !== 'string' || !/^[A-Za-z0-9_-]{1,15}$/.test(name)) {
    throw new TypeError('"name" must be 1 to 15 letters, digits, "-" or "_"');
  }
  return name.toUpperCase();
}

function boolean(name: string, value: unknown): boolean {
  if (typeof value !== 'boolean') throw new TypeError(`"${name}" must be true or false`);
  return value;
}

function integer(name: string, value: unknown, min: number, max: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
    throw new TypeError(`"${name}" must be a whole number from ${min} to ${max}`);
  }
  return value;
}

function oneOf<T extends string>(name: string, value: unknown, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === value);
  if (found === undefined) throw new TypeError(`"${name}" must be one of ${allowed.join(', ')}`);
  return found;
}

function listOf<T extends string>(name: string, values: unknown, allowed: readonly T[]): readonly T[] {
  if (!Array.isArray(values) || values.length === 0) {
    throw new TypeError(`"${name}" must be a list of ${allowed.join(', ')}`);
  }
  return values.map((value) => oneOf(name, value, allowed));
}
