/** Lists the shares of a server: NetrShareEnum over the pipe `srvsvc`.  [MS-SRVS] 3.2.4.8 */
import { MalformedError, SmbError } from '../errors.ts';
import type { CallOptions } from '../open/open.ts';
import type { Session } from '../session/session.ts';
import { Tree } from '../tree/tree.ts';
import { Reader } from '../wire/reader.ts';
import { stubBytes } from '../wire/rpc/ndr.ts';
import {
  ERROR_MORE_DATA,
  ERROR_SUCCESS,
  MAX_PREFERRED_LENGTH,
  type NetShareEnumResponse,
  OPNUM_NETR_SHARE_ENUM,
  readNetShareEnumResponse,
  SHARE_INFO_LEVEL,
  type ShareInfo1,
  STYPE_DEVICE,
  STYPE_IPC,
  STYPE_MASK,
  STYPE_PRINTQ,
  STYPE_SPECIAL,
  writeNetShareEnumRequest,
} from '../wire/rpc/net-share-enum.ts';
import { SRVSVC_SYNTAX } from '../wire/rpc/syntax-identifier.ts';
import { RpcPipe } from './rpc-pipe.ts';

/** The share that carries named pipes. */
const IPC_SHARE = 'IPC$';

/** More shares than this are an attack. */
const MAX_SHARES = 100_000;

/** A share as its server describes it. */
export interface ShareInfo {
  readonly name: string;
  readonly type: 'disk' | 'printer' | 'device' | 'pipe';
  /** Empty when there is none. */
  readonly comment: string;
  /** Made by the server for its administration (`C$`, `ADMIN$`) or for pipes (`IPC$`). */
  readonly special: boolean;
  /** Named with a `$` at the end, which asks programs to leave it out where people choose a share. */
  readonly hidden: boolean;
}

export interface EnumerationOptions extends CallOptions {
  /** Bytes that the server shall answer with at a time. Default: no limit. */
  readonly preferredLength?: number;
}

/**
 * Lists all shares in the server's order, through a tree for IPC$ of its own. Rejects with a StatusError, or with ERR_SMB_RPC
 * when the server has no such service.
 */
export async function listShares(session: Session, options: EnumerationOptions = {}): Promise<ShareInfo[]> {
  const ipc = await Tree.connect(session, IPC_SHARE, options.signal);
  try {
    return await enumerateShares(ipc, options);
  } finally {
    if (!session.connection.closedBy) await ipc.disconnect();
  }
}

async function enumerateShares(ipc: Tree, options: EnumerationOptions): Promise<ShareInfo[]> {
  const pipe = await RpcPipe.bind(ipc, 'srvsvc', SRVSVC_SYNTAX, options);
  try {
    const shares = await enumerate(pipe, ipc, options.preferredLength ?? MAX_PREFERRED_LENGTH);
    await pipe.close();
    return shares;
  } catch (error) {
    await pipe.abandon();
    throw error;
  }
}

async function enumerate(pipe: RpcPipe, ipc: Tree, preferedMaximumLength: number): Promise<ShareInfo[]> {
  const serverName = `\\\\${ipc.connection.settings.host}`;
  const shares: ShareInfo[] = [];
  let resumeHandle: number | undefined = 0;
  for (;;) {
    const request = { serverName, level: SHARE_INFO_LEVEL, preferedMaximumLength, resumeHandle };
    const stub = stubBytes((w) => writeNetShareEnumRequest(w, request));
    const page = readNetShareEnumResponse(new Reader(await pipe.call(OPNUM_NETR_SHARE_ENUM, stub)));
    if (page.result !== ERROR_SUCCESS && page.result !== ERROR_MORE_DATA) {
      throw new SmbError('ERR_SMB_RPC', `the server does not list its shares: Win32 error ${page.result}`);
    }
    for (const entry of page.entries) shares.push(shareInfo(entry));
    if (page.result === ERROR_SUCCESS) return shares;
    checkProgress(page, resumeHandle, shares.length);
    resumeHandle = page.resumeHandle;
  }
}

/** Every page must bring shares and lead further, and the list must end. */
function checkProgress(page: NetShareEnumResponse, resumeHandle: number | undefined, count: number): void {
  if (page.entries.length === 0 || page.resumeHandle === undefined || page.resumeHandle === resumeHandle) {
    throw new MalformedError('a list of shares that does not go on');
  }
  if (count > MAX_SHARES) throw new MalformedError(`more than ${MAX_SHARES} shares`);
}

function shareInfo({ netName, type, remark }: ShareInfo1): ShareInfo {
  return {
    name: netName,
    type: shareType(type & STYPE_MASK),
    comment: remark,
    special: (type & STYPE_SPECIAL) !== 0,
    hidden: netName.endsWith('$'),
  };
}

function shareType(type: number): ShareInfo['type'] {
  if (type === STYPE_PRINTQ) return 'printer';
  if (type === STYPE_DEVICE) return 'device';
  return type === STYPE_IPC ? 'pipe' : 'disk';
}
