/** A change in a share, for those who watch.  [MS-FSCC] 2.7.1, [MS-SMB2] 2.2.35 */

export interface Change {
  /** A FILE_ACTION_* value. */
  readonly action: number;
  /** FILE_NOTIFY_CHANGE_* flags: who watches for one of them hears of the change. */
  readonly filter: number;
  /** From the share's root, as the file system has the names. */
  readonly components: readonly string[];
}

/** Hears of all changes of a share. */
export type ChangeListener = (change: Change) => void;
