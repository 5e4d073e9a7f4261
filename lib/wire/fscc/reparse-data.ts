/** REPARSE_DATA_BUFFER: the contents of a reparse point, and the form that symbolic links have.  [MS-FSCC] 2.1.2.2, 2.1.2.4 */
import { MalformedError } from '../../errors.ts';
import type { StructureCodec } from '../codec.ts';
import { IO_REPARSE_TAG_SYMLINK } from './reparse-tags.ts';

/** The substitute name starts at the directory that holds the link. */
export const SYMLINK_FLAG_RELATIVE = 0x00000001;

/** What FSCTL_GET_REPARSE_POINT answers and FSCTL_SET_REPARSE_POINT sends; FSCTL_DELETE_REPARSE_POINT wants no data. */
export interface ReparseData {
  /** An IO_REPARSE_TAG_* value. */
  reparseTag: number;
  /** As the owner of the tag defines it; tags that are not Microsoft's put their 16-byte GUID in front. */
  data: Buffer;
}

export const ReparseData: StructureCodec<ReparseData> = {
  write(w, m) {
    w.u32(m.reparseTag); // ReparseTag
    w.u16(m.data.length - guidSize(m.reparseTag)); // ReparseDataLength
    w.u16(0); // Reserved
    w.bytes(m.data); // ReparseGuid, DataBuffer
  },
  read(r) {
    const reparseTag = r.u32(); // ReparseTag
    const reparseDataLength = r.u16(); // ReparseDataLength
    r.skip(2); // Reserved
    const data = r.copy(guidSize(reparseTag) + reparseDataLength); // ReparseGuid, DataBuffer
    return { reparseTag, data };
  },
};

/** Bytes of the GUID in front of the data: it is there where the tag's high bit, "owned by Microsoft", is not.  2.1.2.3 */
function guidSize(reparseTag: number): number {
  return reparseTag >= 0x80000000 ? 0 : 16;
}

/** Paths have `\` between their parts. */
export interface SymbolicLink {
  /** SYMLINK_FLAG_RELATIVE, or 0 for a path of the server's own, as `\??\C:\dir\file`. */
  flags: number;
  /** Where the link leads. */
  substituteName: string;
  /** The same, for people to read. */
  printName: string;
}

/** A symbolic link with its tag: what is set on a file to make it one. */
export const SymbolicLink: StructureCodec<SymbolicLink> = {
  write(w, m) {
    w.u32(IO_REPARSE_TAG_SYMLINK); // ReparseTag
    const reparseDataLength = w.reserve(2); // ReparseDataLength
    w.u16(0); // Reserved
    const start = w.offset;
    const substituteNameLength = m.substituteName.length * 2;
    w.u16(0); // SubstituteNameOffset
    w.u16(substituteNameLength); // SubstituteNameLength
    w.u16(substituteNameLength); // PrintNameOffset
    w.u16(m.printName.length * 2); // PrintNameLength
    w.u32(m.flags); // Flags
    w.utf16(m.substituteName); // PathBuffer
    w.utf16(m.printName);
    w.patch16(reparseDataLength, w.offset - start);
  },
  read(r) {
    const reparseTag = r.u32(); // ReparseTag
    if (reparseTag !== IO_REPARSE_TAG_SYMLINK) {
      throw new MalformedError(`a symbolic link with reparse tag 0x${reparseTag.toString(16)}`);
    }
    const reparseDataLength = r.u16(); // ReparseDataLength
    r.skip(2); // Reserved
    const data = r.take(reparseDataLength);
    const substituteNameOffset = data.u16(); // SubstituteNameOffset
    const substituteNameLength = data.u16(); // SubstituteNameLength
    const printNameOffset = data.u16(); // PrintNameOffset
    const printNameLength = data.u16(); // PrintNameLength
    const flags = data.u32(); // Flags
    const pathBuffer = data.take(data.remaining); // PathBuffer
    const substituteName = pathBuffer.at(substituteNameOffset, substituteNameLength).utf16(substituteNameLength);
    const printName = pathBuffer.at(printNameOffset, printNameLength).utf16(printNameLength);
    return { flags, substituteName, printName };
  },
};
