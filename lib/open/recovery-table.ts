/** What is done about each operation whose connection was lost before its answer came: one table for all of them. */
import type { RecoveryRule } from '../tree/recovery.ts';

type RecoverableOperation =
  | 'stat'
  | 'probe'
  | 'normalizedName'
  | 'volumeSize'
  | 'readSymbolicLink'
  | 'readSmall'
  | 'listDirectory'
  | 'change'
  | 'truncate'
  | 'writeSmall'
  | 'open'
  | 'openExclusively'
  | 'makeDirectory'
  | 'makeSymbolicLink'
  | 'link'
  | 'remove'
  | 'rename'
  | 'read'
  | 'write'
  | 'flush'
  | 'setInformation'
  | 'close'
  | 'append'
  | 'copyChunks'
  | 'watch';

/**
 * `repeat` where twice is once; `claim` where the server's success proves that the name was ours to make, and a name that is
 * taken does not say by whom; `unknown` where neither repeating nor looking can tell what was done.
 */
export const RECOVERY: Readonly<Record<RecoverableOperation, RecoveryRule>> = {
  // What only asks.
  stat: 'repeat',
  probe: 'repeat',
  normalizedName: 'repeat',
  volumeSize: 'repeat',
  readSymbolicLink: 'repeat',
  readSmall: 'repeat',
  listDirectory: 'repeat',
  // What leaves the same behind, however often it is done.
  change: 'repeat',
  truncate: 'repeat',
  writeSmall: 'repeat',
  open: 'repeat',
  // What makes a name that must not be there.
  openExclusively: 'claim',
  makeDirectory: 'claim',
  makeSymbolicLink: 'claim',
  link: 'claim',
  // A name that is gone may have been removed by anybody, and one that is there may be somebody's new one.
  remove: 'unknown',
  // Settled by looking, where that can tell: see `paths/rename.ts`.
  rename: 'unknown',
  // On an open that is regained first, at the same place of the same file.
  read: 'repeat',
  write: 'repeat',
  flush: 'repeat',
  setInformation: 'repeat',
  close: 'repeat',
  // Between the question for the end and the answer to the write, others may have written there.
  append: 'unknown',
  // Copies are chunks at the same places of two opens.
  copyChunks: 'repeat',
  // It waits for what may never come: who watches begins anew, and says so.
  watch: 'none',
};
