/** What a server tells about what happens on it. */

/** Where a client is. */
export interface PeerInfo {
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly transport: 'directtcp' | 'netbios';
}

/** Who did something. */
export interface ActorInfo extends PeerInfo {
  /** Empty for an anonymous user. */
  readonly user: string;
}

/** A place on a share; `path` is POSIX, and `/` is the share's root. */
export interface FileEvent extends ActorInfo {
  readonly share: string;
  readonly path: string;
}

export interface OpenEvent extends FileEvent {
  /** What CREATE did. */
  readonly action: 'superseded' | 'opened' | 'created' | 'overwritten';
  /** The access mask that was granted. */
  readonly access: number;
}

/** Bytes that were read or written. */
export interface TransferEvent extends FileEvent {
  readonly offset: number;
  readonly length: number;
}

export interface RenameEvent extends FileEvent {
  readonly newPath: string;
}

/** The events of a server, by name, with their arguments. Those about files come when the thing has been done. */
export interface ServerEvents {
  connect: [PeerInfo];
  /** The error is undefined when this side ended the connection. */
  disconnect: [PeerInfo, Error | undefined];
  logon: [ActorInfo];
  /** The reason is the true one, which the client is not told. */
  logonFailed: [ActorInfo, reason: string];
  logoff: [ActorInfo];
  open: [OpenEvent];
  close: [FileEvent];
  read: [TransferEvent];
  write: [TransferEvent];
  remove: [FileEvent];
  rename: [RenameEvent];
  /** Something failed that is no client's fault: the file system behind a share, or the server itself. */
  failure: [Error];
}
