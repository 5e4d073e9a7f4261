/** TREE_CONNECT enters a share.  [MS-SMB2] 2.2.9, 2.2.10 */
import { readBufferField, writeName } from '../buffer-field.ts';
import type { Codec } from '../codec.ts';

/** Flags of a 3.1.1 request. */
export const SMB2_TREE_CONNECT_FLAG_CLUSTER_RECONNECT = 0x0001;
export const SMB2_TREE_CONNECT_FLAG_REDIRECT_TO_OWNER = 0x0002;
export const SMB2_TREE_CONNECT_FLAG_EXTENSION_PRESENT = 0x0004;

/** ShareType. */
export const SMB2_SHARE_TYPE_DISK = 0x01;
export const SMB2_SHARE_TYPE_PIPE = 0x02;
export const SMB2_SHARE_TYPE_PRINT = 0x03;

/** ShareFlags: first one of four ways to cache, which are no single bits. */
export const SMB2_SHAREFLAG_MANUAL_CACHING = 0x00000000;
export const SMB2_SHAREFLAG_AUTO_CACHING = 0x00000010;
export const SMB2_SHAREFLAG_VDO_CACHING = 0x00000020;
export const SMB2_SHAREFLAG_NO_CACHING = 0x00000030;
export const SMB2_SHAREFLAG_DFS = 0x00000001;
export const SMB2_SHAREFLAG_DFS_ROOT = 0x00000002;
export const SMB2_SHAREFLAG_RESTRICT_EXCLUSIVE_OPENS = 0x00000100;
export const SMB2_SHAREFLAG_FORCE_SHARED_DELETE = 0x00000200;
export const SMB2_SHAREFLAG_ALLOW_NAMESPACE_CACHING = 0x00000400;
export const SMB2_SHAREFLAG_ACCESS_BASED_DIRECTORY_ENUM = 0x00000800;
export const SMB2_SHAREFLAG_FORCE_LEVELII_OPLOCK = 0x00001000;
export const SMB2_SHAREFLAG_ENABLE_HASH_V1 = 0x00002000;
export const SMB2_SHAREFLAG_ENABLE_HASH_V2 = 0x00004000;
export const SMB2_SHAREFLAG_ENCRYPT_DATA = 0x00008000;
export const SMB2_SHAREFLAG_IDENTITY_REMOTING = 0x00040000;
export const SMB2_SHAREFLAG_COMPRESS_DATA = 0x00100000;
export const SMB2_SHAREFLAG_ISOLATED_TRANSPORT = 0x00200000;

/** Capabilities of the share. */
export const SMB2_SHARE_CAP_DFS = 0x00000008;
export const SMB2_SHARE_CAP_CONTINUOUS_AVAILABILITY = 0x00000010;
export const SMB2_SHARE_CAP_SCALEOUT = 0x00000020;
export const SMB2_SHARE_CAP_CLUSTER = 0x00000040;
export const SMB2_SHARE_CAP_ASYMMETRIC = 0x00000080;
export const SMB2_SHARE_CAP_REDIRECT_TO_OWNER = 0x00000100;

export interface TreeConnectRequest {
  /** Only 3.1.1 has any. */
  flags: number;
  /** `\\server\share` */
  path: string;
}

/** The TreeId is in the header. */
export interface TreeConnectResponse {
  shareType: number;
  shareFlags: number;
  capabilities: number;
  /** An access mask: what this user may do at most. */
  maximalAccess: number;
}

export const TreeConnect: Codec<TreeConnectRequest, TreeConnectResponse> = {
  name: 'TREE_CONNECT',
  command: 0x0003,
  bodyStatuses: [],
  writeRequest(w, m) {
    w.u16(9); // StructureSize
    w.u16(m.flags); // Flags
    const path = w.reserve(4); // PathOffset, PathLength: patched below
    w.patch16(path, w.offset);
    w.patch16(path, writeName(w, m.path), 2); // Buffer
  },
  readRequest(r) {
    r.structureSize(9); // StructureSize
    const flags = r.u16(); // Flags
    const pathOffset = r.u16(); // PathOffset
    const pathLength = r.u16(); // PathLength
    const path = readBufferField(r, pathOffset, pathLength).utf16(pathLength); // Buffer
    return { flags, path };
  },
  writeResponse(w, m) {
    w.u16(16); // StructureSize
    w.u8(m.shareType); // ShareType
    w.u8(0); // Reserved
    w.u32(m.shareFlags); // ShareFlags
    w.u32(m.capabilities); // Capabilities
    w.u32(m.maximalAccess); // MaximalAccess
  },
  readResponse(r) {
    r.structureSize(16); // StructureSize
    const shareType = r.u8(); // ShareType
    r.skip(1); // Reserved
    const shareFlags = r.u32(); // ShareFlags
    const capabilities = r.u32(); // Capabilities
    const maximalAccess = r.u32(); // MaximalAccess
    return { shareType, shareFlags, capabilities, maximalAccess };
  },
};
