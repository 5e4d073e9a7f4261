/** Server-side copy: a key for the source, and ranges of it copied into another file.  [MS-SMB2] 3.3.5.15.5, 3.3.5.15.6 */
import { FILE_EXECUTE, FILE_READ_DATA, FILE_WRITE_DATA } from '../../wire/commands/access-mask.ts';
import type { IoctlRequest } from '../../wire/commands/ioctl.ts';
import { FSCTL_SRV_COPYCHUNK } from '../../wire/fscc/fsctl.ts';
import { SrvCopychunkCopy, SrvCopychunkResponse, SrvRequestResumeKey } from '../../wire/fscc/srv-copychunk.ts';
import {
  STATUS_ACCESS_DENIED,
  STATUS_FILE_LOCK_CONFLICT,
  STATUS_INVALID_PARAMETER,
  STATUS_OBJECT_NAME_NOT_FOUND,
} from '../../wire/ntstatus.ts';
import { Reader } from '../../wire/reader.ts';
import { type Result, success, type TreeContext } from '../protocol/command.ts';
import { StatusFailure } from '../protocol/status-failure.ts';
import { encode } from './encode.ts';
import { findFile } from './file-command.ts';
import { FileOpen } from './file-open.ts';
import { statusOfFsError } from './fs-status.ts';
import { writeAll } from './write.ts';

/** Windows's own limits. */
const MAX_CHUNKS = 256;
const MAX_CHUNK = 1024 * 1024;
const MAX_TOTAL = 16 * 1024 * 1024;
const LIMITS = encode(SrvCopychunkResponse, {
  chunksWritten: MAX_CHUNKS,
  chunkBytesWritten: MAX_CHUNK,
  totalBytesWritten: MAX_TOTAL,
});

const KEY_SIZE = 24;

/** The source ends before the chunk does: no other answer has this status. */
const STATUS_INVALID_VIEW_SIZE = 0xc000001f;

/** The key is the FileId: it says nothing that its owner does not know. */
export function requestResumeKey({ fileId }: FileOpen): Buffer {
  const resumeKey = Buffer.alloc(KEY_SIZE);
  resumeKey.writeBigUInt64LE(fileId.persistent, 0);
  resumeKey.writeBigUInt64LE(fileId.volatile, 8);
  return encode(SrvRequestResumeKey, { resumeKey });
}

export async function copyChunks(request: IoctlRequest, context: TreeContext): Promise<Result<Buffer>> {
  const target = findFile(context, request.fileId);
  const { sourceKey, chunks } = SrvCopychunkCopy.read(new Reader(request.input));
  const source = findSource(sourceKey, context);
  const total = chunks.reduce((sum, { length }) => sum + length, 0);
  if (
    chunks.length > MAX_CHUNKS ||
    total > MAX_TOTAL ||
    chunks.some(({ length }) => length === 0 || length > MAX_CHUNK)
  ) {
    return { status: STATUS_INVALID_PARAMETER, body: LIMITS };
  }
  const readsTarget = request.ctlCode === FSCTL_SRV_COPYCHUNK;
  if (!(source.grantedAccess & (FILE_READ_DATA | FILE_EXECUTE)) || !(target.grantedAccess & FILE_WRITE_DATA)) {
    throw new StatusFailure(STATUS_ACCESS_DENIED);
  }
  if (readsTarget && !(target.grantedAccess & FILE_READ_DATA)) throw new StatusFailure(STATUS_ACCESS_DENIED);
  let chunksWritten = 0;
  let totalBytesWritten = 0;
  try {
    for (const chunk of chunks) {
      await copy(source, chunk.sourceOffset, target, chunk.targetOffset, chunk.length);
      chunksWritten++;
      totalBytesWritten += chunk.length;
    }
  } catch (error) {
    const status = error instanceof StatusFailure ? error.status : statusOfFsError(error);
    if (status === undefined) throw error;
    // What was copied before is told, if it was nothing too.
    return { status, body: encode(SrvCopychunkResponse, { chunksWritten, chunkBytesWritten: 0, totalBytesWritten }) };
  }
  return success(encode(SrvCopychunkResponse, { chunksWritten, chunkBytesWritten: 0, totalBytesWritten }));
}

/** The source may lie on another share, but belongs to the same session. */
function findSource(key: Buffer, { session }: TreeContext): FileOpen {
  const persistent = key.readBigUInt64LE(0);
  const volatile = key.readBigUInt64LE(8);
  for (const tree of session.trees.values()) {
    const open = tree.opens.get(volatile);
    if (open instanceof FileOpen && open.fileId.persistent === persistent) return open;
  }
  throw new StatusFailure(STATUS_OBJECT_NAME_NOT_FOUND);
}

async function copy(
  source: FileOpen,
  sourceOffset: number,
  target: FileOpen,
  targetOffset: number,
  length: number,
): Promise<void> {
  const { handle } = source;
  if (!handle || !target.handle) throw new StatusFailure(STATUS_ACCESS_DENIED);
  if (!source.node.locks.permits(source.fileId, sourceOffset, length, false)) {
    throw new StatusFailure(STATUS_FILE_LOCK_CONFLICT);
  }
  const buffer = Buffer.allocUnsafeSlow(length);
  await source.use(async () => {
    let done = 0;
    while (done < length) {
      const { bytesRead } = await handle.read(buffer, done, length - done, sourceOffset + done);
      if (bytesRead === 0) throw new StatusFailure(STATUS_INVALID_VIEW_SIZE);
      done += bytesRead;
    }
  });
  await writeAll(target, target.handle, buffer, targetOffset);
}
