/** From what a user gives, a URL or options or both, to settled options; what is wrong is refused here, before any I/O. */
import { createHash } from 'node:crypto';
import { AuthenticationError } from '../../errors.ts';
import { ConnectionManager } from '../../manager/connection-manager.ts';
import { CIPHERS, DIALECTS, type ShareSettings, SIGNING_ALGORITHMS } from '../../manager/share-settings.ts';
import { parsePath } from '../../names/share-path.ts';
import type { Identity } from '../../session/session-settings.ts';
import { validateInteger, validateObject, validateOneOf, validateString } from '../arguments/validate.ts';
import { incompatibleOptions, invalidArgType, invalidArgValue, nodeTypeError } from '../errors/node-errors.ts';
import { dirModeOf, type Permissions } from '../results/file-mode.ts';
import { Credentials } from './credentials.ts';
import { checkScalars, SCALAR_NAMES, type ScalarOptions } from './scalar-options.ts';
import type { SmbFsOptions } from './smb-fs-options.ts';
import { parseSmbUrl } from './url.ts';

/** Options of which nothing is left to a default. */
export interface ResolvedOptions extends Permissions {
  /** What the connection is made with. */
  readonly settings: ShareSettings;
  /** Undefined: the connection is shared with nobody. */
  readonly manager?: ConnectionManager;
  /** The folder on the share that is `/` here: a POSIX path without `.`, `..` or a slash at its end. */
  readonly path: string;
  /** Which thread does the work that nobody waits for asleep. */
  readonly engine: 'main' | 'worker';
  readonly mountPoint: string | undefined;
  /** Permission bits that the server cannot keep are remembered. */
  readonly rememberModes: boolean;
  /** What symbolic links are kept as. */
  readonly symlinks: 'reparse' | 'mfsymlinks';
  /** Bytes; undefined: the best size is found out. */
  readonly readBufferSize: number | undefined;
  readonly writeBufferSize: number | undefined;
  readonly uid: number;
  readonly gid: number;
  /** A number that tells this share from others, as `dev` in a stat does: the same for everybody who names it so. */
  readonly device: number;
}

/** Smaller buffers are a mistake (kilobytes meant, say) and are ignored. */
export const MIN_BUFFER_SIZE: number = 10_000;

const NAMES: ReadonlySet<string> = new Set<keyof SmbFsOptions>([
  ...([
    'host',
    'port',
    'share',
    'path',
    'username',
    'password',
    'domain',
    'ciphers',
    'signingAlgorithms',
    'manager',
  ] as const),
  ...SCALAR_NAMES,
]);

/**
 * Settles the options of a file system: a URL, or options, or a URL with options that beat it. Throws node's TypeErrors and
 * RangeErrors for what is wrong, and an AuthenticationError where nobody is named to log on as.
 */
export function resolveOptions(first: string | URL | SmbFsOptions, second: SmbFsOptions = {}): ResolvedOptions {
  const options = { ...firstOptions(first), ...knownOptions(second) };
  const scalars = checkScalars(options);
  const settings = shareSettings(options, scalars);
  const { mode, fileMode = mode ?? 0o644, dirMode = mode === undefined ? 0o755 : dirModeOf(mode) } = scalars;
  return {
    settings,
    ...(options.manager !== undefined && { manager: managerOption(options.manager) }),
    path: rootPath(options.path),
    engine: scalars.engine ?? 'main',
    mountPoint: scalars.mountPoint,
    rememberModes: scalars.rememberModes ?? false,
    symlinks: scalars.symlinks ?? 'reparse',
    readBufferSize: bufferSize(scalars.readBufferSize),
    writeBufferSize: bufferSize(scalars.writeBufferSize),
    fileMode,
    dirMode,
    uid: scalars.uid ?? process.getuid?.() ?? 0,
    gid: scalars.gid ?? process.getgid?.() ?? 0,
    device: deviceNumber(settings),
  };
}

function deviceNumber({ host, port, share }: ShareSettings): number {
  const name = `${host}/${port ?? ''}/${share}`.toLowerCase();
  return createHash('sha256').update(name).digest().readUInt32BE(0);
}

function firstOptions(first: unknown): SmbFsOptions {
  if (typeof first === 'string' || first instanceof URL) return parseSmbUrl(first);
  if (first === null || typeof first !== 'object') throw invalidArgType('url', ['string', 'URL', 'Object'], first);
  return knownOptions(first);
}

/** Refuses an option of an unknown name, as a misspelt `signing` must not pass unnoticed; leaves out what is undefined. */
function knownOptions(given: object): SmbFsOptions {
  validateObject(given, 'options');
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  for (const [name] of entries) {
    if (!NAMES.has(name)) throw nodeTypeError('ERR_INVALID_ARG_VALUE', `There is no option '${name}'`);
  }
  return Object.fromEntries(entries);
}

function shareSettings(options: SmbFsOptions, scalars: ScalarOptions): ShareSettings {
  const { encryption = 'if-required', minDialect = '2.0.2', maxDialect = '3.1.1' } = scalars;
  if (DIALECTS.indexOf(minDialect) > DIALECTS.indexOf(maxDialect)) {
    throw invalidArgValue('options.minDialect', minDialect, `must not be above maxDialect, ${maxDialect}`);
  }
  if (encryption === 'required' && DIALECTS.indexOf(maxDialect) < DIALECTS.indexOf('3.0')) {
    throw incompatibleOptions('encryption: required', `maxDialect: ${maxDialect}`);
  }
  const host = hostName(options.host);
  const share = shareName(options.share);
  return {
    host,
    port: portNumber(options.port),
    share,
    transport: scalars.transport ?? 'directtcp',
    transportFallback: scalars.transportFallback ?? false,
    identity: shareIdentity(options, scalars, `smb://${host}/${share}`),
    signing: scalars.signing ?? 'required',
    encryption,
    minDialect,
    maxDialect,
    ciphers: listOption(options.ciphers, 'options.ciphers', CIPHERS),
    signingAlgorithms: listOption(options.signingAlgorithms, 'options.signingAlgorithms', SIGNING_ALGORITHMS),
    connectTimeout: scalars.connectTimeout ?? 10_000,
    requestTimeout: scalars.requestTimeout ?? 30_000,
    reconnectTimeout: scalars.reconnectTimeout ?? 30_000,
    idleTimeout: scalars.idleTimeout ?? 60_000,
    keepAliveInterval: scalars.keepAliveInterval ?? 30_000,
  };
}

function managerOption(manager: unknown): ConnectionManager {
  if (!(manager instanceof ConnectionManager)) throw invalidArgType('options.manager', 'ConnectionManager', manager);
  return manager;
}

function hostName(host: unknown): string {
  if (host === undefined) throw nodeTypeError('ERR_MISSING_OPTION', 'options.host is required');
  validateString(host, 'options.host');
  if (host === '' || /[\s/\\\0]/.test(host))
    throw invalidArgValue('options.host', host, 'must be a name or an address');
  return host.replace(/^\[(.*)\]$/, '$1');
}

function portNumber(port: unknown): number | undefined {
  if (port !== undefined) validateInteger(port, 'options.port', 1, 65535);
  return port;
}

function shareName(share: unknown): string {
  if (share === undefined) throw nodeTypeError('ERR_MISSING_OPTION', 'options.share is required');
  validateString(share, 'options.share');
  if (share === '' || /[/\\\0]/.test(share)) {
    throw invalidArgValue('options.share', share, 'must be the name of a share, without slashes');
  }
  return share;
}

function rootPath(path: unknown = '/'): string {
  validateString(path, 'options.path');
  if (path.includes('\0')) throw invalidArgValue('options.path', path, 'must be a path without null bytes');
  return `/${parsePath(path).components.join('/')}`;
}

/** Who to log on as. A password is looked at without being shown: not even by an error about its type. */
function shareIdentity(options: SmbFsOptions, scalars: ScalarOptions, where: string): Identity {
  const { username, password = '', domain = '' } = options;
  const { guest = false, anonymous = false } = scalars;
  if (guest && anonymous) throw incompatibleOptions('guest', 'anonymous');
  const nobody = guest ? 'guest' : anonymous ? 'anonymous' : undefined;
  if (nobody !== undefined) {
    if (username !== undefined) throw incompatibleOptions(nobody, 'username');
    return { kind: nobody };
  }
  if (username === undefined || username === '') {
    throw new AuthenticationError(
      `no user to log on as to ${where}: name one (auth-username in a URL, username in the options), ` +
        'or ask for guest or anonymous access (guest: true, anonymous: true)',
    );
  }
  validateString(username, 'options.username');
  validateString(domain, 'options.domain');
  if (typeof password !== 'string') {
    throw nodeTypeError('ERR_INVALID_ARG_TYPE', 'The "options.password" property must be of type string');
  }
  return new Credentials({ username, domain, password });
}

function listOption<T extends string>(given: unknown, name: string, all: readonly T[]): readonly T[] {
  if (given === undefined) return all;
  if (!Array.isArray(given)) throw invalidArgType(name, 'Array', given);
  if (given.length === 0) throw invalidArgValue(name, given, 'must not be empty');
  for (const [index, one] of given.entries()) validateOneOf(one, `${name}[${index}]`, all);
  return [...new Set(given as T[])];
}

function bufferSize(size: number | undefined): number | undefined {
  return size === undefined || size < MIN_BUFFER_SIZE ? undefined : size;
}
