/** Server-side copy: the source's key, the ranges to be copied, and the result.  [MS-SMB2] 2.2.31.1, 2.2.32.1, 2.2.32.3 */
import { MalformedError } from '../../errors.ts';
import type { StructureCodec } from '../codec.ts';

const KEY_SIZE = 24;
const CHUNK_SIZE = 24;

/** What FSCTL_SRV_REQUEST_RESUME_KEY answers. */
export interface SrvRequestResumeKey {
  /** 24 opaque bytes that stand for the source in a copy. */
  resumeKey: Buffer;
}

export const SrvRequestResumeKey: StructureCodec<SrvRequestResumeKey> = {
  write(w, m) {
    w.bytes(m.resumeKey); // ResumeKey
    w.u32(0); // ContextLength
    w.u32(0); // Context: Windows sends four zeros
  },
  read(r) {
    const resumeKey = r.copy(KEY_SIZE); // ResumeKey
    r.skip(4); // ContextLength: unused, and so is Context
    return { resumeKey };
  },
};

/** Offsets and length are bytes. */
export interface SrvCopychunk {
  sourceOffset: number;
  targetOffset: number;
  length: number;
}

/** What FSCTL_SRV_COPYCHUNK and FSCTL_SRV_COPYCHUNK_WRITE ask, on an open of the target. */
export interface SrvCopychunkCopy {
  sourceKey: Buffer;
  chunks: SrvCopychunk[];
}

export const SrvCopychunkCopy: StructureCodec<SrvCopychunkCopy> = {
  write(w, m) {
    w.bytes(m.sourceKey); // SourceKey
    w.u32(m.chunks.length); // ChunkCount
    w.u32(0); // Reserved
    for (const chunk of m.chunks) {
      w.size64(chunk.sourceOffset); // SourceOffset
      w.size64(chunk.targetOffset); // TargetOffset
      w.u32(chunk.length); // Length
      w.u32(0); // Reserved
    }
  },
  read(r) {
    const sourceKey = r.copy(KEY_SIZE); // SourceKey
    const chunkCount = r.u32(); // ChunkCount
    r.skip(4); // Reserved
    if (chunkCount * CHUNK_SIZE > r.remaining) throw new MalformedError(`${chunkCount} chunks in ${r.remaining} bytes`);
    const chunks: SrvCopychunk[] = [];
    for (let index = 0; index < chunkCount; index++) {
      const sourceOffset = r.size64(); // SourceOffset
      const targetOffset = r.size64(); // TargetOffset
      const length = r.u32(); // Length
      r.skip(4); // Reserved
      chunks.push({ sourceOffset, targetOffset, length });
    }
    return { sourceKey, chunks };
  },
};

/**
 * What was copied. With STATUS_INVALID_PARAMETER these are the server's limits instead: chunks in a request, bytes in a
 * chunk, bytes in a request.
 */
export interface SrvCopychunkResponse {
  chunksWritten: number;
  /** Bytes of the last chunk, if it was copied in part. */
  chunkBytesWritten: number;
  totalBytesWritten: number;
}

export const SrvCopychunkResponse: StructureCodec<SrvCopychunkResponse> = {
  write(w, m) {
    w.u32(m.chunksWritten); // ChunksWritten
    w.u32(m.chunkBytesWritten); // ChunkBytesWritten
    w.u32(m.totalBytesWritten); // TotalBytesWritten
  },
  read(r) {
    const chunksWritten = r.u32(); // ChunksWritten
    const chunkBytesWritten = r.u32(); // ChunkBytesWritten
    const totalBytesWritten = r.u32(); // TotalBytesWritten
    return { chunksWritten, chunkBytesWritten, totalBytesWritten };
  },
};
