/** Symbolic links as files that only clients take for links: as `mount.cifs -o mfsymlinks` has them, on any server. */
import { StatusError } from '../../errors.ts';
import { formatLinkFile, LINK_FILE_SIZE, parseLinkFile } from '../../names/link-file.ts';
import type { FileInfo } from '../../open/file-info.ts';
import type { CallOptions } from '../../open/open.ts';
import { readSmall } from '../../open/paths/read-small.ts';
import { writeSmall } from '../../open/paths/write-small.ts';
import type { Tree } from '../../tree/tree.ts';
import { STATUS_STOPPED_ON_SYMLINK } from '../../wire/ntstatus.ts';
import { fsError } from '../errors/system-error.ts';
import type { FsPath } from '../fs-path.ts';
import type { LinkKind, LinkTarget } from './link-kind.ts';

/** How the file of a link is made: it must be new. */
const NEW_FILE = {
  ...{ read: false, write: true, create: true, exclusive: true, truncate: false, directory: false },
  ...{ noFollow: false, sync: false, readOnly: false },
};

export class LinkFiles implements LinkKind {
  readonly needsLook = true;
  /** The links that the server itself knows, which are followed too. */
  readonly #others: LinkKind;

  constructor(others: LinkKind) {
    this.#others = others;
  }

  /** The target stays as it is spelled. ENAMETOOLONG for one of more than 1024 bytes. */
  async make(tree: Tree, link: FsPath, target: string): Promise<void> {
    const content = formatLinkFile(target);
    if (!content) throw fsError('ENAMETOOLONG', 'symlink', target, link.text);
    await writeSmall(tree, link.name, content, NEW_FILE);
  }

  async read(tree: Tree, name: string, options?: CallOptions): Promise<LinkTarget | undefined> {
    try {
      const { data } = await readSmall(tree, name, options);
      const text = data && parseLinkFile(data);
      return text === undefined ? undefined : { text, isForeign: false };
    } catch (error) {
      if (!(error instanceof StatusError) || error.status !== STATUS_STOPPED_ON_SYMLINK) throw error;
      return this.#others.read(tree, name, options);
    }
  }

  /** To the server a link is a file: it is no folder on the way to somewhere, as some of the others are none. */
  explains(status: number): boolean {
    return this.#others.explains(status);
  }

  mayBe(info: FileInfo): boolean {
    return !info.isDirectory && info.endOfFile === LINK_FILE_SIZE;
  }
}
