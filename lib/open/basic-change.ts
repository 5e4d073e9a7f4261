/** A change of a file's times and attributes; what it leaves out stays.  [MS-FSCC] 2.4.7 */
import { FILE_ATTRIBUTE_NORMAL } from '../wire/fscc/file-attributes.ts';
import type { FileBasicInformation } from '../wire/fscc/file-basic-information.ts';

/** Times are FILETIMEs. */
export interface BasicChange {
  readonly creationTime?: bigint | undefined;
  readonly lastAccessTime?: bigint | undefined;
  readonly lastWriteTime?: bigint | undefined;
  /** All FILE_ATTRIBUTE_... flags the file shall have; 0 means none of them. */
  readonly fileAttributes?: number | undefined;
}

/** A time of 0 leaves the file's as it is, and so do attributes of 0: to clear them all takes FILE_ATTRIBUTE_NORMAL. */
export function basicInformation(change: BasicChange): FileBasicInformation {
  return {
    creationTime: change.creationTime ?? 0n,
    lastAccessTime: change.lastAccessTime ?? 0n,
    lastWriteTime: change.lastWriteTime ?? 0n,
    changeTime: 0n,
    fileAttributes: change.fileAttributes === 0 ? FILE_ATTRIBUTE_NORMAL : (change.fileAttributes ?? 0),
  };
}
