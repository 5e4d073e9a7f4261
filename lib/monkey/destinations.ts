/** Where a call of `fs` goes: to the share, to this machine's own files, or from one to the other. */
import { resolve } from 'node:path';
import type { Territory } from '../fs/territory.ts';

export type Destination = 'share' | 'local' | 'across';

type Args = readonly unknown[];
type Rule = (bounds: Territory, args: Args) => Destination;

/** Methods whose arguments do not begin with the one path or file that they work on. */
const RULES: Readonly<Record<string, Rule>> = {
  copyFile: byTwo,
  cp: byTwo,
  createReadStream: byStream,
  createWriteStream: byStream,
  glob: byPattern,
  link: byTwo,
  rename: byTwo,
  // What it points to is a text, and may be anywhere.
  symlink: (bounds, [, path]) => where(isInside(bounds, path)),
};

/** Where a call of the method `name` goes. `Sync` methods go where the others go. */
export function destinationOf(name: string, bounds: Territory, args: Args): Destination {
  const rule = RULES[name.replace(/Sync$/, '')];
  return rule ? rule(bounds, args) : where(isInside(bounds, args[0]));
}

/** Where a stream belongs: to the owner of its file, or of its path. Options that bring an `fs` have chosen. */
export function byStream(bounds: Territory, [path, options]: Args): Destination {
  const { fd, fs } = (typeof options === 'object' && options !== null ? options : {}) as Record<string, unknown>;
  if (fs) return 'local';
  return where(fd === undefined || fd === null ? isInside(bounds, path) : bounds.holdsFile(fd));
}

function byTwo(bounds: Territory, [from, to]: Args): Destination {
  const [source, destination] = [isInside(bounds, from), isInside(bounds, to)];
  return source === destination ? where(source) : 'across';
}

/** To the share when all patterns begin there. */
function byPattern(bounds: Territory, [pattern, options]: Args): Destination {
  const { cwd } = (typeof options === 'object' && options !== null ? options : {}) as { cwd?: unknown };
  const patterns = Array.isArray(pattern) ? pattern : [pattern];
  if (cwd instanceof URL) return where(bounds.holdsPath(cwd));
  const folder = typeof cwd === 'string' ? cwd : '.';
  return where(patterns.every((one) => typeof one === 'string' && bounds.holdsPath(beginning(folder, one))));
}

/** The folder that a pattern names before its first wildcard. */
function beginning(folder: string, pattern: string): string {
  const names = pattern.split('/');
  const wild = names.findIndex((name) => /[*?[{(!+@]/.test(name));
  return resolve(folder, (wild < 0 ? names : names.slice(0, wild)).join('/') || (pattern.startsWith('/') ? '/' : ''));
}

function isInside(bounds: Territory, value: unknown): boolean {
  return bounds.holdsFile(value) || bounds.holdsPath(value);
}

function where(inside: boolean): Destination {
  return inside ? 'share' : 'local';
}
