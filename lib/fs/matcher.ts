/** Glob patterns, as node's own `fs` reads them; what does that is loaded with the first. */
import { createRequire } from 'node:module';
import type { Minimatch, MinimatchOptions } from 'minimatch';

const require = createRequire(import.meta.url);

/** What node adds to the pattern's own meaning: case counts everywhere, as on the share it is the server that decides. */
const OPTIONS: MinimatchOptions = {
  nocase: false,
  windowsPathsNoEscape: true,
  nonegate: true,
  nocomment: true,
  optimizationLevel: 2,
  platform: 'linux',
};

/** Reads a pattern; `options` beat node's. */
export function makeMatcher(pattern: string, options: MinimatchOptions = {}): Minimatch {
  const minimatch = require('minimatch') as typeof import('minimatch');
  return new minimatch.Minimatch(pattern, { ...OPTIONS, ...options });
}
