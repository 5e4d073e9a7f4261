/** FileStreamInformation: the data streams of a file or directory.  [MS-FSCC] 2.4.49 */
import { EntryChainWriter, readEntryChain } from './entry-chain.ts';
import { type InformationClass, SMB2_0_INFO_FILE } from './information-class.ts';

/** Sizes are bytes. */
export interface FileStream {
  streamSize: number;
  streamAllocationSize: number;
  /** As `:name:$DATA`; the default stream is `::$DATA`. */
  streamName: string;
}

/** A list; empty for a directory without streams. */
export const FileStreamInformation: InformationClass<FileStream[]> = {
  name: 'FileStreamInformation',
  infoType: SMB2_0_INFO_FILE,
  fileInfoClass: 22,
  write(w, streams) {
    const chain = new EntryChainWriter(w, 8);
    for (const stream of streams) {
      chain.begin();
      w.u32(stream.streamName.length * 2); // StreamNameLength
      w.size64(stream.streamSize); // StreamSize
      w.size64(stream.streamAllocationSize); // StreamAllocationSize
      w.utf16(stream.streamName); // StreamName
    }
  },
  read(r) {
    if (r.remaining === 0) return [];
    return readEntryChain(r, (record) => {
      const streamNameLength = record.u32(); // StreamNameLength
      const streamSize = record.size64(); // StreamSize
      const streamAllocationSize = record.size64(); // StreamAllocationSize
      const streamName = record.utf16(streamNameLength); // StreamName
      return { streamSize, streamAllocationSize, streamName };
    });
  },
};
