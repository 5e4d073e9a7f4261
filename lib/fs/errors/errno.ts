/** Which of node's error codes an NTSTATUS becomes.  [MS-ERREF] 2.3 */
import * as ntstatus from '../../wire/ntstatus.ts';

/** "Insufficient server resources": what Windows answers when its request buffers are used up. */
const STATUS_INSUFF_SERVER_RESOURCES = 0xc0000205;

/**
 * What POSIX would say in the same situation. Some answers depend on what was asked and are told apart by the operation, not
 * here: STATUS_OBJECT_PATH_NOT_FOUND is also the answer where a parent is a file (ENOTDIR), and STATUS_ACCESS_DENIED where an
 * open file is in the way of a rename (EBUSY).
 */
const STATUSES: Readonly<Record<string, readonly number[]>> = {
  ENOENT: [
    ntstatus.STATUS_OBJECT_NAME_NOT_FOUND,
    ntstatus.STATUS_OBJECT_PATH_NOT_FOUND,
    ntstatus.STATUS_NO_SUCH_FILE,
    ntstatus.STATUS_NOT_FOUND,
    ntstatus.STATUS_OBJECTID_NOT_FOUND,
    ntstatus.STATUS_FILE_DELETED,
    // No file can have such a name, so there is none: as node on Windows has it.
    ntstatus.STATUS_OBJECT_NAME_INVALID,
    ntstatus.STATUS_OBJECT_PATH_SYNTAX_BAD,
    // The share itself.
    ntstatus.STATUS_BAD_NETWORK_NAME,
    ntstatus.STATUS_BAD_NETWORK_PATH,
    ntstatus.STATUS_DFS_UNAVAILABLE,
  ],
  EEXIST: [ntstatus.STATUS_OBJECT_NAME_COLLISION, ntstatus.STATUS_DUPLICATE_OBJECTID],
  ENOTDIR: [ntstatus.STATUS_NOT_A_DIRECTORY, ntstatus.STATUS_OBJECT_PATH_INVALID],
  EISDIR: [ntstatus.STATUS_FILE_IS_A_DIRECTORY],
  ENOTEMPTY: [ntstatus.STATUS_DIRECTORY_NOT_EMPTY],
  ENAMETOOLONG: [ntstatus.STATUS_NAME_TOO_LONG],
  EXDEV: [ntstatus.STATUS_NOT_SAME_DEVICE, ntstatus.STATUS_WRONG_VOLUME],
  ELOOP: [ntstatus.STATUS_STOPPED_ON_SYMLINK, ntstatus.STATUS_REPARSE_POINT_NOT_RESOLVED],
  EMLINK: [ntstatus.STATUS_TOO_MANY_LINKS],
  EREMOTEIO: [ntstatus.STATUS_PATH_NOT_COVERED],

  EACCES: [
    ntstatus.STATUS_ACCESS_DENIED,
    ntstatus.STATUS_NETWORK_ACCESS_DENIED,
    ntstatus.STATUS_FILE_ENCRYPTED,
    // The server's virus scanner stands between.
    ntstatus.STATUS_VIRUS_INFECTED,
    ntstatus.STATUS_VIRUS_DELETED,
    // The account, before any file is touched.
    ntstatus.STATUS_LOGON_FAILURE,
    ntstatus.STATUS_WRONG_PASSWORD,
    ntstatus.STATUS_NO_SUCH_USER,
    ntstatus.STATUS_ACCOUNT_RESTRICTION,
    ntstatus.STATUS_ACCOUNT_DISABLED,
    ntstatus.STATUS_ACCOUNT_EXPIRED,
    ntstatus.STATUS_ACCOUNT_LOCKED_OUT,
    ntstatus.STATUS_PASSWORD_EXPIRED,
    ntstatus.STATUS_PASSWORD_MUST_CHANGE,
    ntstatus.STATUS_PASSWORD_RESTRICTION,
    ntstatus.STATUS_INVALID_LOGON_HOURS,
    ntstatus.STATUS_LOGIN_TIME_RESTRICTION,
    ntstatus.STATUS_INVALID_WORKSTATION,
    ntstatus.STATUS_LOGON_NOT_GRANTED,
    ntstatus.STATUS_LOGON_TYPE_NOT_GRANTED,
    ntstatus.STATUS_NO_SUCH_DOMAIN,
    ntstatus.STATUS_NO_LOGON_SERVERS,
    ntstatus.STATUS_NETLOGON_NOT_STARTED,
    ntstatus.STATUS_DOMAIN_CONTROLLER_NOT_FOUND,
    ntstatus.STATUS_TIME_DIFFERENCE_AT_DC,
    ntstatus.STATUS_TRUST_FAILURE,
    ntstatus.STATUS_TRUSTED_DOMAIN_FAILURE,
    ntstatus.STATUS_TRUSTED_RELATIONSHIP_FAILURE,
    ntstatus.STATUS_NETWORK_CREDENTIAL_CONFLICT,
    ntstatus.STATUS_NO_SUCH_LOGON_SESSION,
    ntstatus.STATUS_BAD_LOGON_SESSION_STATE,
    ntstatus.STATUS_NO_TOKEN,
    ntstatus.STATUS_DOWNGRADE_DETECTED,
  ],
  EPERM: [
    // The read-only attribute, a mapped image: not a matter of who asks.
    ntstatus.STATUS_CANNOT_DELETE,
    ntstatus.STATUS_PRIVILEGE_NOT_HELD,
    ntstatus.STATUS_NO_SUCH_PRIVILEGE,
    ntstatus.STATUS_INVALID_OWNER,
    ntstatus.STATUS_SPECIAL_ACCOUNT,
  ],
  EROFS: [ntstatus.STATUS_MEDIA_WRITE_PROTECTED],

  // "Resource busy or locked": someone else's open, lock or unfinished removal. Waiting may help, and `rm` retries on it.
  EBUSY: [
    ntstatus.STATUS_SHARING_VIOLATION,
    ntstatus.STATUS_FILE_LOCK_CONFLICT,
    ntstatus.STATUS_LOCK_NOT_GRANTED,
    ntstatus.STATUS_DELETE_PENDING,
    ntstatus.STATUS_FILES_OPEN,
    ntstatus.STATUS_DEVICE_BUSY,
    ntstatus.STATUS_NETWORK_BUSY,
    ntstatus.STATUS_CONNECTION_IN_USE,
    ntstatus.STATUS_PIPE_BUSY,
    ntstatus.STATUS_PIPE_NOT_AVAILABLE,
    ntstatus.STATUS_INSTANCE_NOT_AVAILABLE,
    ntstatus.STATUS_REQUEST_NOT_ACCEPTED,
    ntstatus.STATUS_TOO_MANY_SESSIONS,
    ntstatus.STATUS_POSSIBLE_DEADLOCK,
  ],
  // The server says itself that it is for the moment.
  EAGAIN: [
    ntstatus.STATUS_RETRY,
    ntstatus.STATUS_FILE_NOT_AVAILABLE,
    ntstatus.STATUS_SHARE_UNAVAILABLE,
    ntstatus.STATUS_SERVER_UNAVAILABLE,
    ntstatus.STATUS_PIPE_EMPTY,
  ],

  ENOSPC: [ntstatus.STATUS_DISK_FULL],
  EDQUOT: [ntstatus.STATUS_QUOTA_EXCEEDED],
  EFBIG: [ntstatus.STATUS_FILE_SYSTEM_LIMITATION],
  EMFILE: [ntstatus.STATUS_TOO_MANY_OPENED_FILES],
  ENOMEM: [
    ntstatus.STATUS_NO_MEMORY,
    ntstatus.STATUS_INSUFFICIENT_RESOURCES,
    STATUS_INSUFF_SERVER_RESOURCES,
    ntstatus.STATUS_IMPLEMENTATION_LIMIT,
  ],

  EBADF: [ntstatus.STATUS_FILE_CLOSED, ntstatus.STATUS_INVALID_HANDLE, ntstatus.STATUS_FILE_FORCED_CLOSED],
  EINVAL: [
    ntstatus.STATUS_INVALID_PARAMETER,
    ntstatus.STATUS_INFO_LENGTH_MISMATCH,
    ntstatus.STATUS_INVALID_BUFFER_SIZE,
    ntstatus.STATUS_BUFFER_TOO_SMALL,
    ntstatus.STATUS_INVALID_USER_BUFFER,
    ntstatus.STATUS_OBJECT_TYPE_MISMATCH,
    ntstatus.STATUS_CANNOT_MAKE,
    ntstatus.STATUS_INVALID_LOCK_RANGE,
    ntstatus.STATUS_RANGE_NOT_LOCKED,
    ntstatus.STATUS_INVALID_OPLOCK_PROTOCOL,
    // As readlink(2) of what is no link.
    ntstatus.STATUS_NOT_A_REPARSE_POINT,
    ntstatus.STATUS_DIRECTORY_IS_A_REPARSE_POINT,
    ntstatus.STATUS_IO_REPARSE_TAG_INVALID,
    ntstatus.STATUS_IO_REPARSE_TAG_MISMATCH,
    ntstatus.STATUS_IO_REPARSE_DATA_INVALID,
    ntstatus.STATUS_REPARSE_ATTRIBUTE_CONFLICT,
    // Owners and access lists that mean nothing to the server.
    ntstatus.STATUS_NONE_MAPPED,
    ntstatus.STATUS_INVALID_SID,
    ntstatus.STATUS_INVALID_ACL,
    ntstatus.STATUS_INVALID_SECURITY_DESCR,
    ntstatus.STATUS_UNKNOWN_REVISION,
    ntstatus.STATUS_INVALID_EA_NAME,
    ntstatus.STATUS_EA_LIST_INCONSISTENT,
    ntstatus.STATUS_INVALID_TOKEN,
  ],
  E2BIG: [ntstatus.STATUS_EA_TOO_LARGE],
  ENODATA: [ntstatus.STATUS_NONEXISTENT_EA_ENTRY, ntstatus.STATUS_NO_EAS_ON_FILE],
  ENOTSUP: [
    ntstatus.STATUS_NOT_SUPPORTED,
    ntstatus.STATUS_INVALID_INFO_CLASS,
    ntstatus.STATUS_INVALID_DEVICE_REQUEST,
    ntstatus.STATUS_DEVICE_FEATURE_NOT_SUPPORTED,
    ntstatus.STATUS_EAS_NOT_SUPPORTED,
    ntstatus.STATUS_NO_SECURITY_ON_OBJECT,
    ntstatus.STATUS_IO_REPARSE_TAG_NOT_HANDLED,
    ntstatus.STATUS_FS_DRIVER_REQUIRED,
    ntstatus.STATUS_VOLUME_NOT_UPGRADED,
    ntstatus.STATUS_OFFLOAD_READ_FLT_NOT_SUPPORTED,
    ntstatus.STATUS_OFFLOAD_WRITE_FLT_NOT_SUPPORTED,
    ntstatus.STATUS_HASH_NOT_SUPPORTED,
    ntstatus.STATUS_HMAC_NOT_SUPPORTED,
  ],
  ENOSYS: [ntstatus.STATUS_NOT_IMPLEMENTED],

  ENODEV: [
    ntstatus.STATUS_NO_SUCH_DEVICE,
    ntstatus.STATUS_DEVICE_DOES_NOT_EXIST,
    ntstatus.STATUS_BAD_DEVICE_TYPE,
    ntstatus.STATUS_NO_MEDIA_IN_DEVICE,
    ntstatus.STATUS_DEVICE_NOT_READY,
    ntstatus.STATUS_DEVICE_NOT_CONNECTED,
    ntstatus.STATUS_DEVICE_OFF_LINE,
    ntstatus.STATUS_DEVICE_POWERED_OFF,
    ntstatus.STATUS_DEVICE_UNREACHABLE,
    ntstatus.STATUS_VOLUME_DISMOUNTED,
  ],
  EPIPE: [
    ntstatus.STATUS_PIPE_BROKEN,
    ntstatus.STATUS_PIPE_DISCONNECTED,
    ntstatus.STATUS_PIPE_CLOSING,
    ntstatus.STATUS_INVALID_PIPE_STATE,
  ],

  ECANCELED: [ntstatus.STATUS_CANCELLED],
  ETIMEDOUT: [ntstatus.STATUS_IO_TIMEOUT, ntstatus.STATUS_TIMEOUT],
  // The tree connect or the session is gone, with the connection still up.
  ENOTCONN: [
    ntstatus.STATUS_NETWORK_NAME_DELETED,
    ntstatus.STATUS_USER_SESSION_DELETED,
    ntstatus.STATUS_NETWORK_SESSION_EXPIRED,
  ],
  ECONNRESET: [
    ntstatus.STATUS_CONNECTION_RESET,
    ntstatus.STATUS_CONNECTION_DISCONNECTED,
    ntstatus.STATUS_GRACEFUL_DISCONNECT,
  ],
  ECONNABORTED: [ntstatus.STATUS_CONNECTION_ABORTED],
  ECONNREFUSED: [ntstatus.STATUS_CONNECTION_REFUSED],
  ENETUNREACH: [ntstatus.STATUS_NETWORK_UNREACHABLE],
  EHOSTUNREACH: [ntstatus.STATUS_HOST_UNREACHABLE],
  EHOSTDOWN: [
    ntstatus.STATUS_SERVER_SHUTDOWN_IN_PROGRESS,
    ntstatus.STATUS_SHUTDOWN_IN_PROGRESS,
    ntstatus.STATUS_SERVER_DISABLED,
  ],
  EPROTO: [
    ntstatus.STATUS_INVALID_NETWORK_RESPONSE,
    ntstatus.STATUS_REQUEST_OUT_OF_SEQUENCE,
    ntstatus.STATUS_BAD_COMPRESSION_BUFFER,
    ntstatus.STATUS_INVALID_SIGNATURE,
    ntstatus.STATUS_AUTH_TAG_MISMATCH,
    ntstatus.STATUS_ENCRYPTION_FAILED,
    ntstatus.STATUS_DECRYPTION_FAILED,
    ntstatus.STATUS_SMB_NO_PREAUTH_INTEGRITY_HASH_OVERLAP,
    ntstatus.STATUS_SMB_BAD_CLUSTER_DIALECT,
  ],
};

/** Made at the first failure: most programs that import this never see one. */
let codes: ReadonlyMap<number, string> | undefined;

/** The error code of a failed request, as `ENOENT`; EIO where POSIX has no nearer word. */
export function errnoOfStatus(status: number): string {
  codes ??= new Map(Object.entries(STATUSES).flatMap(([code, list]) => list.map((one) => [one, code] as const)));
  return codes.get(status) ?? 'EIO';
}
