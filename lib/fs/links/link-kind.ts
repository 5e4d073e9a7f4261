/** What a share keeps symbolic links as. */
import type { FileInfo } from '../../open/file-info.ts';
import type { CallOptions } from '../../open/open.ts';
import type { Tree } from '../../tree/tree.ts';
import type { SymlinkType } from '../arguments/symlink-type.ts';
import type { FsPath } from '../fs-path.ts';

/** Where a link leads. */
export interface LinkTarget {
  /** As a program reads it: a path, which counts from the link's own folder unless it starts with a slash. */
  readonly text: string;
  /** It is a path of the server's own (`\??\C:\folder`), which means nothing to a program. */
  readonly isForeign: boolean;
}

export interface LinkKind {
  /** The server does not stop at such links: who follows them has to look. */
  readonly needsLook: boolean;
  /** Makes a link. Rejects with node's errors: EPERM where the server has no such thing. */
  make(tree: Tree, link: FsPath, target: string, type: SymlinkType | undefined): Promise<void>;
  /** Where the link `name` leads; undefined for what is none. */
  read(tree: Tree, name: string, options?: CallOptions): Promise<LinkTarget | undefined>;
  /** Whether a server may have answered so because of a link in the path, or at its end. */
  explains(status: number): boolean;
  /** Whether this may be a link of which the server itself knows nothing. */
  mayBe(info: FileInfo): boolean;
}
