/** FLUSH has the server write what it caches of an open file to the disk.  [MS-SMB2] 2.2.17, 2.2.18 */
import type { Codec } from '../codec.ts';
import { type FileId, readFileId, writeFileId } from '../file-id.ts';
import { type EmptyBody, readEmptyBody, writeEmptyBody } from './empty-body.ts';

export interface FlushRequest {
  fileId: FileId;
}

export type FlushResponse = EmptyBody;

export const Flush: Codec<FlushRequest, FlushResponse> = {
  name: 'FLUSH',
  command: 0x0007,
  bodyStatuses: [],
  writeRequest(w, m) {
    w.u16(24); // StructureSize
    w.u16(0); // Reserved1
    w.u32(0); // Reserved2
    writeFileId(w, m.fileId); // FileId
  },
  readRequest(r) {
    r.structureSize(24); // StructureSize
    r.skip(2); // Reserved1
    r.skip(4); // Reserved2
    const fileId = readFileId(r); // FileId
    return { fileId };
  },
  writeResponse: writeEmptyBody,
  readResponse: readEmptyBody,
};
