/** An `smb:` URL as a path argument: the path on this file system that it names. */
import { parsePath } from '../../names/share-path.ts';
import type { SmbUrlResolver } from '../arguments/path-argument.ts';
import { nodeTypeError } from '../errors/node-errors.ts';
import type { ResolvedOptions } from './options.ts';
import { parseSmbLocation } from './url.ts';

/** The file system that paths are wanted for. */
type Base = Pick<ResolvedOptions, 'settings' | 'path' | 'mountPoint'>;

/**
 * Makes the resolver of a file system. Hosts and shares are compared without regard to case, and a port only where the URL has
 * one; users and parameters are not looked at. A URL of another share, or outside the root, is a TypeError.
 */
export function smbUrlResolver({ settings, path, mountPoint = '' }: Base): SmbUrlResolver {
  const root = parsePath(path).components;
  return (url) => {
    const { host, port, share, path: full } = parseSmbLocation(url);
    const { components, mustBeDirectory } = parsePath(full);
    const isHere =
      isSameName(host, settings.host) &&
      isSameName(share, settings.share) &&
      (port === undefined || port === settings.port) &&
      root.every((name, index) => components[index] === name);
    if (!isHere) {
      const where = `smb://${settings.host}/${[settings.share, ...root].join('/')}`;
      throw nodeTypeError('ERR_INVALID_ARG_VALUE', `The URL must be one of ${where}`);
    }
    const inside = components.slice(root.length);
    return `${mountPoint.replace(/\/+$/, '')}/${inside.join('/')}${mustBeDirectory && inside.length > 0 ? '/' : ''}`;
  };
}

function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
