/** `smbfs/monkey`: puts a share in place of `node:fs`, or of a part of it. */
export { patchFs } from './patch-fs.ts';
export { patchRequire } from './patch-require.ts';
export type { Undo } from './undo.ts';
