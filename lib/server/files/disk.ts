/**
 * This machine's files, as `node:fs` had them when this was loaded: who mounts a share in its place, in the process that serves
 * it, would otherwise have the share served from itself.
 */
import nodeFs from 'node:fs';
import nodePromises from 'node:fs/promises';

export const disk: typeof nodePromises = { ...nodePromises };

export const watch: typeof nodeFs.watch = nodeFs.watch;
export const existsSync: typeof nodeFs.existsSync = nodeFs.existsSync;
