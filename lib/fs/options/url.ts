/** `smb:` URLs: the place of a share, and every option that is not a list. */
import { isIPv6 } from 'node:net';
import { parsePath } from '../../names/share-path.ts';
import { invalidArgType, type NodeError, nodeTypeError } from '../errors/node-errors.ts';
import { formatParameters, parseParameter } from './scalar-options.ts';
import type { SmbFsOptions } from './smb-fs-options.ts';

/** Where a URL points to; `path` is POSIX, from the share's root. */
export interface SmbLocation {
  host: string;
  port?: number;
  share: string;
  path: string;
}

/** Parameters that say who asks. */
const AUTH_PARAMETERS: ReadonlyMap<string, 'username' | 'password' | 'domain'> = new Map([
  ['auth-username', 'username'],
  ['auth-password', 'password'],
  ['auth-domain', 'domain'],
]);

/**
 * The options that a URL carries:
 * `smb://[[domain;]user[:password]@]host[:port]/share[/path][?auth-username=&auth-password=&auth-domain=&transport=&...]`.
 * Every part may be percent-encoded; in parameters, as in any URL's, `+` is a space. A parameter beats what stands before the
 * host. Throws a TypeError for what is no such URL, for a parameter that is unknown or given twice, and for one whose value is
 * wrong; no error shows a password.
 */
export function parseSmbUrl(url: string | URL): SmbFsOptions & SmbLocation {
  const parsed = toUrl(url);
  return { ...parseLocation(parsed), ...parseUserinfo(parsed), ...parseParameters(parsed) };
}

/** The place that a URL points to, whatever else it carries. Throws as `parseSmbUrl`. */
export function parseSmbLocation(url: string | URL): SmbLocation {
  return parseLocation(toUrl(url));
}

/**
 * The URL that carries these options; lists cannot be in one and are left out, and so is the password, unless `password` is
 * true. Throws a TypeError for wrong options.
 */
export function formatSmbUrl(options: SmbFsOptions, { password = false }: { password?: boolean } = {}): string {
  const { host, port, share, path = '/' } = options;
  if (!host) throw nodeTypeError('ERR_MISSING_OPTION', 'options.host is required');
  if (!share) throw nodeTypeError('ERR_MISSING_OPTION', 'options.share is required');
  const authority = `${isIPv6(host) ? `[${host}]` : encodeURIComponent(host)}${port === undefined ? '' : `:${port}`}`;
  const names = [share, ...parsePath(path).components].map(encodeURIComponent);
  const parameters = new URLSearchParams();
  for (const [parameter, option] of AUTH_PARAMETERS) {
    const value = options[option];
    if (value !== undefined && (option !== 'password' || password)) parameters.set(parameter, value);
  }
  for (const [name, text] of formatParameters(options)) parameters.set(name, text);
  const query = parameters.size === 0 ? '' : `?${parameters}`;
  return `smb://${authority}/${names.join('/')}${query}`;
}

/** Node's own error for a URL it cannot read holds the whole URL, password and all; this one holds nothing of it. */
function toUrl(url: unknown): URL {
  if (typeof url !== 'string' && !(url instanceof URL)) throw invalidArgType('url', ['string', 'URL'], url);
  const parsed = URL.canParse(String(url)) ? new URL(String(url)) : undefined;
  if (parsed?.protocol !== 'smb:') throw invalidUrl('it does not read smb://host/share/path');
  if (parsed.hash !== '') throw invalidUrl('it has a #fragment (a # in a name or password is written %23)');
  return parsed;
}

function invalidUrl(reason: string): NodeError {
  return nodeTypeError('ERR_INVALID_URL', `Invalid SMB URL: ${reason}`);
}

function parseLocation(url: URL): SmbLocation {
  const host = decode(url.hostname, 'host').replace(/^\[(.*)\]$/, '$1');
  if (host === '') throw invalidUrl('it names no host (smb://host/share/path)');
  const [share = '', ...names] = url.pathname
    .split('/')
    .slice(1)
    .map((name) => decode(name, 'path'));
  if (share === '') throw invalidUrl('it names no share (smb://host/share/path)');
  if (share.includes('/') || share.includes('\\')) throw invalidUrl('a share has no slash in its name');
  if (names.some((name) => name.includes('/'))) throw invalidUrl('its path has an encoded slash');
  const path = `/${names.join('/')}`;
  if (`${host}${share}${path}`.includes('\0')) throw invalidUrl('it has a null byte');
  return { host, ...(url.port === '' ? {} : { port: parsePort(url.port) }), share, path };
}

function parsePort(text: string): number {
  const port = Number(text);
  if (port === 0) throw invalidUrl('its port is 0');
  return port;
}

function parseUserinfo(url: URL): SmbFsOptions {
  const user = decode(url.username, 'user');
  const semicolon = user.indexOf(';');
  return {
    ...(user === '' ? {} : { username: user.slice(semicolon + 1) }),
    ...(semicolon < 0 ? {} : { domain: user.slice(0, semicolon) }),
    ...(url.password === '' ? {} : { password: decode(url.password, 'password') }),
  };
}

function parseParameters(url: URL): SmbFsOptions {
  const options: SmbFsOptions = {};
  const seen = new Set<string>();
  for (const [name, text] of url.searchParams) {
    if (seen.has(name)) throw invalidUrl(`the parameter ${name} is there twice`);
    seen.add(name);
    const auth = AUTH_PARAMETERS.get(name);
    const given = auth === undefined ? parseParameter(name, text) : { [auth]: text };
    if (given === undefined) throw invalidUrl(`there is no parameter ${name} (an & in a value is written %26)`);
    Object.assign(options, given);
  }
  return options;
}

function decode(text: string, part: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalidUrl(`its ${part} has a % that starts no encoded character (a plain one is written %25)`);
  }
}
