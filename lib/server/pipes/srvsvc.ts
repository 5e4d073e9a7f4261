/** The Server Service, as far as it lists shares.  [MS-SRVS] 3.1.4.8 */
import { MalformedError } from '../../errors.ts';
import { Reader } from '../../wire/reader.ts';
import { NCA_S_FAULT_NDR, NCA_S_OP_RNG_ERROR } from '../../wire/rpc/call.ts';
import { stubBytes } from '../../wire/rpc/ndr.ts';
import {
  ERROR_INVALID_LEVEL,
  ERROR_MORE_DATA,
  ERROR_SUCCESS,
  type NetShareEnumRequest,
  type NetShareEnumResponse,
  OPNUM_NETR_SHARE_ENUM,
  readNetShareEnumRequest,
  SHARE_INFO_LEVEL,
  type ShareInfo1,
  STYPE_DISKTREE,
  STYPE_IPC,
  STYPE_SPECIAL,
  writeNetShareEnumResponse,
} from '../../wire/rpc/net-share-enum.ts';
import { SRVSVC_SYNTAX } from '../../wire/rpc/syntax-identifier.ts';
import type { Share } from '../share.ts';
import { RpcFailure, type RpcInterface } from './rpc-interface.ts';

/** The service over these shares. */
export function srvsvc(shares: readonly Share[]): RpcInterface {
  const entries = shares.map(shareInfo1);
  return {
    syntax: SRVSVC_SYNTAX,
    call(opnum, stub) {
      if (opnum !== OPNUM_NETR_SHARE_ENUM) throw new RpcFailure(NCA_S_OP_RNG_ERROR);
      const response = netShareEnum(decode(stub), entries);
      return stubBytes((w) => writeNetShareEnumResponse(w, response));
    },
  };
}

function decode(stub: Buffer): NetShareEnumRequest {
  try {
    return readNetShareEnumRequest(new Reader(stub));
  } catch (error) {
    if (error instanceof MalformedError) throw new RpcFailure(NCA_S_FAULT_NDR);
    throw error;
  }
}

function shareInfo1({ name, comment, kind }: Share): ShareInfo1 {
  return { netName: name, type: kind === 'pipe' ? (STYPE_IPC | STYPE_SPECIAL) >>> 0 : STYPE_DISKTREE, remark: comment };
}

/** Answers with as many shares as fit, but one at least; the resume handle is the number of shares that were listed before. */
function netShareEnum(request: NetShareEnumRequest, entries: readonly ShareInfo1[]): NetShareEnumResponse {
  const { level, preferedMaximumLength, resumeHandle } = request;
  if (level !== SHARE_INFO_LEVEL) {
    return { level, entries: [], totalEntries: 0, resumeHandle, result: ERROR_INVALID_LEVEL };
  }
  const start = Math.min(resumeHandle ?? 0, entries.length);
  let end = start;
  let length = 0;
  for (const entry of entries.slice(start)) {
    length += sizeOf(entry);
    if (length > preferedMaximumLength && end > start) break;
    end++;
  }
  const complete = end === entries.length;
  return {
    level,
    entries: entries.slice(start, end),
    totalEntries: entries.length - start,
    // A complete list leaves nothing to resume.
    resumeHandle: resumeHandle === undefined ? undefined : complete ? 0 : end,
    result: complete ? ERROR_SUCCESS : ERROR_MORE_DATA,
  };
}

/** Bytes of an entry in memory, as the caller's limit counts them. */
function sizeOf({ netName, remark }: ShareInfo1): number {
  return 12 + 2 * (netName.length + 1) + 2 * (remark.length + 1);
}
