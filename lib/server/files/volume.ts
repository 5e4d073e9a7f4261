/** What all connections have in common of a share that serves files: its opens, attributes and changes.  [MS-FSA] 2.1.1.1 */
import { randomBytes } from 'node:crypto';
import type { DiskShare } from '../share.ts';
import type { Change, ChangeListener } from './change.ts';
import { DosAttributes } from './dos-attributes.ts';
import { FileNode } from './file-node.ts';
import type { FileStats } from './file-stats.ts';
import type { ServedFileSystem } from './file-system.ts';
import { Mutex } from './mutex.ts';
import { Namespace } from './namespace.ts';
import { Room } from './room.ts';
import type { NameRules } from './wire-path.ts';

export class Volume {
  readonly share: DiskShare;
  readonly fs: ServedFileSystem;
  readonly names: NameRules;
  readonly namespace: Namespace;
  readonly attributes: DosAttributes = new DosAttributes();
  readonly room: Room;
  readonly serialNumber: number = randomBytes(4).readUInt32LE();
  /** Files that are open, by their identity. */
  readonly nodes: Map<string, FileNode> = new Map();
  readonly listeners: Set<ChangeListener> = new Set();
  /** Called when an open that has changed a file's content is about to go. */
  readonly writers: Set<(components: readonly string[]) => void> = new Set();
  /** Whether files have holes where nothing was written. On Linux a folder's do, and node cannot ask elsewhere. */
  readonly supportsSparseFiles: boolean;
  readonly #names = new Mutex();

  constructor(share: DiskShare) {
    this.share = share;
    this.fs = share.fs;
    this.room = new Room(share.maximumSize);
    this.names = { windows: share.local && process.platform === 'win32' };
    this.namespace = new Namespace(share);
    this.supportsSparseFiles = share.local && process.platform === 'linux';
  }

  /** Runs what finds, makes, renames or deletes names, one at a time: what it has found stays true until it is done. */
  exclusively<T>(task: () => Promise<T>): Promise<T> {
    return this.#names.run(task);
  }

  /** The node of an open file; a new one, which is not remembered before it has an open. */
  nodeOf(path: string, { identity = path, endOfFile }: Pick<FileStats, 'identity' | 'endOfFile'>): FileNode {
    return this.nodes.get(identity) ?? new FileNode(identity, endOfFile);
  }

  /** Whether the server itself is changing the content of a file: the watchers of a folder hear of it too. */
  isBeingWritten(identity: string | undefined): boolean {
    const node = identity === undefined ? undefined : this.nodes.get(identity);
    return node !== undefined && node.writers.size > 0;
  }

  changed(change: Change): void {
    for (const listener of [...this.listeners]) listener(change);
  }
}
