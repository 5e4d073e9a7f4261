/** `--exclude`: glob patterns for what a transfer leaves out. */
import { Minimatch } from 'minimatch';

/** Told a path relative to what is transferred, with slashes. */
export type PathTest = (path: string) => boolean;

/**
 * A pattern without a slash matches names in every folder, one with a slash paths from the top. A folder that matches is left
 * out with all that is in it.
 */
export function excluding(patterns: readonly string[]): PathTest {
  const matchers = patterns.map((pattern) => {
    const path = pattern.replace(/^\/|\/$/g, '');
    const matchBase = !pattern.replace(/\/$/, '').includes('/');
    return new Minimatch(path, { dot: true, matchBase, nocomment: true, nonegate: true, platform: 'linux' });
  });
  return (path) => matchers.some((matcher) => matcher.match(path));
}
