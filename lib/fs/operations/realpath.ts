/** `realpath`: the path of an existing file, without `.`, `..` and doubled slashes, and in the server's own letter case. */
import { decodePath, parsePath } from '../../names/share-path.ts';
import { normalizedName } from '../../open/paths/normalized-name.ts';
import { callOptions } from '../arguments/call-options.ts';
import type { FileSystem } from '../file-system.ts';
import type { Operation } from '../operation.ts';
import { encodedName } from '../results/encoded-name.ts';

/** `realpath(path[, options | encoding])`: a server that does not tell its letter case gets the caller's. */
export const realpath: Operation<string | Buffer> = (fs, path, options) => {
  const target = fs.path(path);
  const { encoding } = callOptions(options);
  return async () => {
    const [asked, wire] = await fs.call({ syscall: 'realpath', path: target }, async (tree, at) => [
      at.place?.components ?? [],
      await normalizedName(tree, at.name, { directory: at.mustBeDirectory }),
    ]);
    return encodedName(presented(fs, asked, wire === undefined ? asked : decodePath(wire)), encoding);
  };
};

/** The folder that is `/` for the program is spelled as its options spell it, whatever the server calls it. */
function presented(fs: FileSystem, asked: readonly string[], stored: readonly string[]): string {
  const depth = parsePath(fs.options.path).components.length;
  const real = [...asked.slice(0, depth), ...stored.slice(depth)];
  return fs.paths.present(real) ?? '/';
}
