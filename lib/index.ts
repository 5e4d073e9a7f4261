/** The public surface of smbfs. */
export type { ReplyTrace, RequestTrace } from './connection/tracing.ts';
export {
  AuthenticationError,
  ConnectionError,
  MalformedError,
  NegotiationError,
  OutcomeUnknownError,
  SecurityError,
  SmbError,
  StatusError,
} from './errors.ts';
export type { CallLimits } from './fs/call-limits.ts';
export type { FileHandle } from './fs/handles/file-handle.ts';
export type { SmbFsOptions } from './fs/options/smb-fs-options.ts';
export { formatSmbUrl, parseSmbUrl, type SmbLocation } from './fs/options/url.ts';
export { SmbFs } from './fs/smb-fs.ts';
export type { Agreement, ConnectStep } from './manager/connect-steps.ts';
export type {
  ConnectEvent,
  ConnectionInfo,
  ConnectionManagerEvents,
  DisconnectEvent,
  ReconnectEvent,
} from './manager/connection-events.ts';
export {
  ConnectionManager,
  type ConnectionManagerOptions,
  type ManagerDiagnostics,
} from './manager/connection-manager.ts';
export type { ConnectionDiagnostics, Diagnostics } from './manager/diagnostics.ts';
export type { Cipher, Dialect, SigningAlgorithm } from './manager/share-settings.ts';
export type { ShareInfo } from './rpc/share-enumeration.ts';
