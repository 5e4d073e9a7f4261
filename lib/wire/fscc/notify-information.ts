/** FILE_NOTIFY_INFORMATION: what has changed in a watched directory.  [MS-FSCC] 2.7.1 */
import type { StructureCodec } from '../codec.ts';
import { EntryChainWriter, readEntryChain } from './entry-chain.ts';
import { checkEntryPath } from './entry-name.ts';

export const FILE_ACTION_ADDED = 0x00000001;
export const FILE_ACTION_REMOVED = 0x00000002;
export const FILE_ACTION_MODIFIED = 0x00000003;
export const FILE_ACTION_RENAMED_OLD_NAME = 0x00000004;
export const FILE_ACTION_RENAMED_NEW_NAME = 0x00000005;
export const FILE_ACTION_ADDED_STREAM = 0x00000006;
export const FILE_ACTION_REMOVED_STREAM = 0x00000007;
export const FILE_ACTION_MODIFIED_STREAM = 0x00000008;
export const FILE_ACTION_REMOVED_BY_DELETE = 0x00000009;
export const FILE_ACTION_ID_NOT_TUNNELLED = 0x0000000a;
export const FILE_ACTION_TUNNELLED_ID_COLLISION = 0x0000000b;

export interface FileNotification {
  /** A FILE_ACTION_* value. */
  action: number;
  /** From the watched directory, `\` between its parts: checked to stay inside, forbidden characters not yet mapped back. */
  fileName: string;
}

/** A list of changes, the oldest first; empty, like STATUS_NOTIFY_ENUM_DIR, when there were too many to list. */
export const NotifyInformation: StructureCodec<FileNotification[]> = {
  write(w, notifications) {
    const chain = new EntryChainWriter(w, 4);
    for (const { action, fileName } of notifications) {
      chain.begin();
      w.u32(action); // Action
      w.u32(fileName.length * 2); // FileNameLength
      w.utf16(fileName); // FileName
    }
    w.zeros(chain.padding); // the last name is padded too
  },
  read(r) {
    if (r.remaining === 0) return [];
    return readEntryChain(r, (record) => {
      const action = record.u32(); // Action
      const fileNameLength = record.u32(); // FileNameLength
      const fileName = record.utf16(fileNameLength); // FileName
      checkEntryPath(fileName);
      return { action, fileName };
    });
  },
};
