/** `patchRequire`: has `require` find modules on a share. */
import Module from 'node:module';
import { isAbsolute, resolve } from 'node:path';
import { patchRequire as monkeyPatch } from 'fs-monkey';
import { territoryOf } from '../fs/territory.ts';
import type { SmbFs } from '../index.ts';
import { findExport } from './package-exports.ts';
import { Replacements, type Undo, undoOnce } from './undo.ts';

type FindPath = (request: string, paths: readonly string[] | undefined, isMain?: boolean) => string | false;
type Extension = (module: object, filename: string) => void;

/** What node's loader has for programs to replace. */
interface Loader {
  _findPath: FindPath;
  _pathCache: Record<string, string>;
  readonly _extensions: Record<string, Extension>;
}

/** Endings of modules that can be read from a share. */
const EXTENSIONS = ['.js', '.json'];

/**
 * Has `require` find modules under the `mountPoint` of a share, and read them from there: files, folders with an `index.js` or a
 * `package.json`, packages in `node_modules`. Modules elsewhere are node's own business; without a mount point there is no
 * elsewhere. `import` and native addons stay on this machine's disk.
 *
 * What is returned takes the patch back; modules that have been loaded stay loaded.
 */
export function patchRequire(smb: SmbFs): Undo {
  const { holdsPath } = territoryOf(smb);
  const { readFileSync, realpathSync, statSync } = smb.fs;
  const shares: Loader = { _findPath: () => false, _pathCache: {}, _extensions: {} };
  monkeyPatch({ readFileSync, realpathSync, statSync }, false, shares);

  const loader = Module as unknown as Loader;
  const nodes = { ...loader, _extensions: { ...loader._extensions } };
  const replacements = new Replacements();
  replacements.replace(loader, '_findPath', ((request, paths, isMain) => {
    for (const folder of isAbsolute(request) ? [''] : (paths ?? [])) {
      const found = holdsPath(resolve(folder, request))
        ? findOnShare(request, folder)
        : nodes._findPath(request, [folder], isMain);
      if (found) return found;
    }
    return false;
  }) satisfies FindPath);
  for (const extension of EXTENSIONS) {
    replacements.replace(loader._extensions, extension, ((module, filename, ...rest) => {
      const owner = holdsPath(filename) ? shares : nodes;
      return owner._extensions[extension]?.(module, filename, ...rest);
    }) satisfies Extension);
  }
  return undoOnce(() => replacements.putBack());

  /** fs-monkey knows no `exports` of packages. */
  function findOnShare(request: string, folder: string): string | false {
    const entry = findExport(request, folder, (file) => readFileSync(file, 'utf8'));
    if (entry === undefined) return shares._findPath(request, [folder]);
    return shares._findPath(entry, ['']);
  }
}
