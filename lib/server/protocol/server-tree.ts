/** A share that a session has entered, and what it has open there.  [MS-SMB2] 3.3.1.9 */
import type { FileId } from '../../wire/file-id.ts';
import type { Share } from '../share.ts';

/** Something open on a share: a file, a directory or a pipe. */
export interface TreeOpen {
  readonly fileId: FileId;
  /** Gives up what the open holds, as CLOSE does; called once, when its tree, session or connection goes. */
  release(): Promise<void>;
}

export class ServerTree {
  readonly treeId: number;
  readonly share: Share;
  /** An access mask: what this session may do here at most. */
  readonly maximalAccess: number;
  /** By the volatile half of the FileId. */
  readonly opens: Map<bigint, TreeOpen> = new Map();

  constructor(treeId: number, share: Share, maximalAccess: number) {
    this.treeId = treeId;
    this.share = share;
    this.maximalAccess = maximalAccess;
  }

  get encrypt(): boolean {
    return this.share.kind === 'disk' && this.share.encrypt;
  }

  /** Closes everything that is open here. */
  async release(): Promise<void> {
    const opens = [...this.opens.values()];
    this.opens.clear();
    await Promise.all(opens.map((open) => open.release()));
  }
}
