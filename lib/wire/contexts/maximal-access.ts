/** MxAc: which access an open could have had at most.  [MS-SMB2] 2.2.13.2.5, 2.2.14.2.5 */
import type { ContextCodec } from './create-contexts.ts';

export interface QueryMaximalAccessRequest {
  /** Asks for an answer only if the file has changed since this FILETIME; undefined asks in any case. */
  readonly timestamp: bigint | undefined;
}

export interface QueryMaximalAccessResponse {
  /** Whether the server could tell: `maximalAccess` is meaningful with STATUS_SUCCESS only. */
  readonly queryStatus: number;
  readonly maximalAccess: number;
}

export const QueryMaximalAccessRequestContext: ContextCodec<QueryMaximalAccessRequest> = {
  name: 'MxAc',
  write(w, m) {
    if (m.timestamp !== undefined) w.u64(m.timestamp); // Timestamp
  },
  read(r) {
    return { timestamp: r.remaining === 0 ? undefined : r.u64() }; // Timestamp
  },
};

export const QueryMaximalAccessResponseContext: ContextCodec<QueryMaximalAccessResponse> = {
  name: 'MxAc',
  write(w, m) {
    w.u32(m.queryStatus); // QueryStatus
    w.u32(m.maximalAccess); // MaximalAccess
  },
  read(r) {
    const queryStatus = r.u32(); // QueryStatus
    const maximalAccess = r.u32(); // MaximalAccess
    return { queryStatus, maximalAccess };
  },
};
