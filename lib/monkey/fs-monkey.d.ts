/** The package fs-monkey, which has no declarations of its own. */
declare module 'fs-monkey' {
  /** Puts the methods of `vol` in place of those of `fs`; the answer puts the old ones back. */
  export function patchFs(vol: object, fs: object): () => void;
  /** Puts functions that read from `vol` into the object `module`, where node's own loader of modules has its. */
  export function patchRequire(vol: object, unixifyPaths: boolean, module: object): void;
}
