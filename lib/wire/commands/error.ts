/** ERROR is the body of a failed command's response, whatever the command.  [MS-SMB2] 2.2.2 */
import { MalformedError } from '../../errors.ts';
import type { StructureCodec } from '../codec.ts';
import { IO_REPARSE_TAG_SYMLINK } from '../fscc/reparse-tags.ts';
import { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export const SMB2_ERROR_ID_DEFAULT = 0x00000000;
export const SMB2_ERROR_ID_SHARE_REDIRECT = 0x72645253;

/** 'SYML' as a little-endian number. */
const SYMLINK_ERROR_TAG = 0x4c4d5953;

/** Error data as 3.1.1 wraps it.  [MS-SMB2] 2.2.2.1 */
export interface ErrorContext {
  errorId: number;
  errorContextData: Buffer;
}

/** Either `errorContexts` (3.1.1) or `errorData` (older dialects) is filled, mostly neither: see `errorDataOf`. */
export interface ErrorResponse {
  errorContexts: ErrorContext[];
  errorData: Buffer;
}

export function writeErrorResponse(w: Writer, m: ErrorResponse): void {
  w.u16(9); // StructureSize
  w.u8(m.errorContexts.length); // ErrorContextCount
  w.u8(0); // Reserved
  const byteCount = w.reserve(4); // ByteCount: patched below
  const start = w.offset;
  for (const context of m.errorContexts) {
    w.align(8);
    w.u32(context.errorContextData.length); // ErrorDataLength
    w.u32(context.errorId); // ErrorId
    w.bytes(context.errorContextData); // ErrorContextData
  }
  if (m.errorContexts.length === 0) w.bytes(m.errorData); // ErrorData
  w.patch32(byteCount, w.offset - start);
  if (w.offset === start) w.u8(0); // ErrorData: older clients want the byte that StructureSize counts
}

export function readErrorResponse(r: Reader): ErrorResponse {
  if (r.remaining === 0) return { errorContexts: [], errorData: Buffer.alloc(0) }; // macOS leaves the body out
  r.structureSize(9); // StructureSize
  const errorContextCount = r.u8(); // ErrorContextCount
  r.skip(1); // Reserved
  const byteCount = r.u32(); // ByteCount
  const data = r.take(byteCount);
  if (errorContextCount === 0) return { errorContexts: [], errorData: data.copy(byteCount) }; // ErrorData
  const errorContexts: ErrorContext[] = [];
  for (let i = 0; i < errorContextCount; i++) {
    data.align(8);
    const errorDataLength = data.u32(); // ErrorDataLength
    const errorId = data.u32(); // ErrorId
    const errorContextData = data.copy(errorDataLength); // ErrorContextData
    errorContexts.push({ errorId, errorContextData });
  }
  return { errorContexts, errorData: Buffer.alloc(0) };
}

/** The data that explains the status, with or without a context around it; empty when the server sent none. */
export function errorDataOf(error: ErrorResponse): Buffer {
  const context = error.errorContexts.find((each) => each.errorId === SMB2_ERROR_ID_DEFAULT);
  return context?.errorContextData ?? error.errorData;
}

/** The error data of STATUS_STOPPED_ON_SYMLINK: where the link points to.  [MS-SMB2] 2.2.2.2.1 */
export interface SymbolicLinkErrorResponse {
  /** Bytes of UTF-16 at the end of the path that lie behind the link. */
  unparsedPathLength: number;
  /** SYMLINK_FLAG_RELATIVE or 0. */
  flags: number;
  substituteName: string;
  /** The target as it is shown to people. */
  printName: string;
}

export const SymbolicLinkError: StructureCodec<SymbolicLinkErrorResponse> = {
  write(w, m) {
    const substituteNameLength = m.substituteName.length * 2;
    const printNameLength = m.printName.length * 2;
    w.u32(24 + substituteNameLength + printNameLength); // SymLinkLength
    w.u32(SYMLINK_ERROR_TAG); // SymLinkErrorTag
    w.u32(IO_REPARSE_TAG_SYMLINK); // ReparseTag
    w.u16(12 + substituteNameLength + printNameLength); // ReparseDataLength
    w.u16(m.unparsedPathLength); // UnparsedPathLength
    w.u16(0); // SubstituteNameOffset
    w.u16(substituteNameLength); // SubstituteNameLength
    w.u16(substituteNameLength); // PrintNameOffset
    w.u16(printNameLength); // PrintNameLength
    w.u32(m.flags); // Flags
    w.utf16(m.substituteName); // PathBuffer
    w.utf16(m.printName);
  },
  read(r) {
    const body = r.take(r.u32()); // SymLinkLength
    if (body.u32() !== SYMLINK_ERROR_TAG) throw new MalformedError('a symbolic link error without its tag'); // SymLinkErrorTag
    const reparseTag = body.u32(); // ReparseTag
    if (reparseTag !== IO_REPARSE_TAG_SYMLINK) throw new MalformedError(`a symbolic link of type ${reparseTag}`);
    const reparseDataLength = body.u16(); // ReparseDataLength
    const unparsedPathLength = body.u16(); // UnparsedPathLength
    const substituteNameOffset = body.u16(); // SubstituteNameOffset
    const substituteNameLength = body.u16(); // SubstituteNameLength
    const printNameOffset = body.u16(); // PrintNameOffset
    const printNameLength = body.u16(); // PrintNameLength
    const flags = body.u32(); // Flags
    const pathBuffer = body.take(reparseDataLength - 12); // PathBuffer
    const substituteName = pathBuffer.at(substituteNameOffset, substituteNameLength).utf16(substituteNameLength);
    const printName = pathBuffer.at(printNameOffset, printNameLength).utf16(printNameLength);
    return { unparsedPathLength, flags, substituteName, printName };
  },
};

/** What an ERROR with STATUS_STOPPED_ON_SYMLINK says about the link; undefined when the server left it out. */
export function symbolicLinkOf(error: ErrorResponse): SymbolicLinkErrorResponse | undefined {
  const data = errorDataOf(error);
  return data.length === 0 ? undefined : SymbolicLinkError.read(new Reader(data));
}
