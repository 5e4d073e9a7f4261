/** The options of a file system on a share, as users write them; a URL carries the same ones. */
import type { ConnectionManager } from '../../manager/connection-manager.ts';
import type { Cipher, Dialect, SigningAlgorithm } from '../../manager/share-settings.ts';

/**
 * Where the share is, who asks, and how. In a URL, `host`, `port`, `share` and `path` have their usual places; the user is
 * `auth-username`, `auth-password` and `auth-domain`, or stands before the host; and every other option that is not a list is a
 * parameter in kebab-case: `read-buffer-size`, `min-dialect`.
 */
export interface SmbFsOptions {
  /** Name or address of the server. */
  host?: string | undefined;
  /** Default: 445, or 139 with `transport: 'netbios'`. */
  port?: number | undefined;
  share?: string | undefined;
  /** The folder on the share that is `/` here. Default: `/`. */
  path?: string | undefined;

  username?: string | undefined;
  /** Default: an empty password. */
  password?: string | undefined;
  /** The user's domain. Default: none, so that the server takes its own. */
  domain?: string | undefined;
  /** Log on as guest, without a user. A guest's session is neither signed nor encrypted. Default: false. */
  guest?: boolean | undefined;
  /** Log on as nobody, without a user. Default: false. */
  anonymous?: boolean | undefined;

  /** SMB straight over TCP, or over the NetBIOS session service; upper case will do too. Default: `directtcp`. */
  transport?: 'directtcp' | 'netbios' | undefined;
  /**
   * Try the other transport, on its usual port, where the server cannot be reached over `transport`: `port` is that one's. Each
   * may take the whole `connectTimeout`. Default: false.
   */
  transportFallback?: boolean | undefined;
  /** Bytes in one read; below 10000 it is ignored, and never more than the server allows. Default: found out by itself. */
  readBufferSize?: number | undefined;
  /** Bytes in one write; below 10000 it is ignored, and never more than the server allows. Default: found out by itself. */
  writeBufferSize?: number | undefined;

  /** `required`: every message of a user's session is signed. `if-required`: only if the server insists. Default: `required`. */
  signing?: 'required' | 'if-required' | undefined;
  /**
   * `required`: refuse a server that cannot encrypt. `if-required`: only if the server or share insists. `disabled`: not even
   * then. Default: `if-required`.
   */
  encryption?: 'required' | 'if-required' | 'disabled' | undefined;
  /** The oldest version of SMB to accept. Default: `2.0.2`. */
  minDialect?: Dialect | undefined;
  /** The newest version of SMB to offer. Default: `3.1.1`. */
  maxDialect?: Dialect | undefined;
  /** The ciphers to offer, best first. Default: all. */
  ciphers?: readonly Cipher[] | undefined;
  /** The signing algorithms to offer, best first. Default: all. */
  signingAlgorithms?: readonly SigningAlgorithm[] | undefined;

  /** Milliseconds until a connection must stand. Default: 10000. */
  connectTimeout?: number | undefined;
  /** Milliseconds that a server may be silent while it owes an answer. Default: 30000. */
  requestTimeout?: number | undefined;
  /**
   * Milliseconds that operations which run wait for a lost server to be back, to go on where they were; 0: for one attempt.
   * Default: 30000.
   */
  reconnectTimeout?: number | undefined;
  /** Milliseconds without use after which the connection is closed, to be opened again when needed; 0: never. Default: 60000. */
  idleTimeout?: number | undefined;
  /**
   * Milliseconds of quiet after which the server is asked whether it is still there, so that a lost connection is known, and
   * open files are had back, before they are needed; 0: never. Default: 30000.
   */
  keepAliveInterval?: number | undefined;
  /**
   * Shares connections with all others that are given the same one. `*Sync` methods, and everything with `engine: 'worker'`, have
   * a connection of their own. Default: none, and this object shares its connection with nobody.
   */
  manager?: ConnectionManager | undefined;

  /**
   * `*Sync` methods are done by a worker thread with a connection of its own. `worker`: everything else is done there too, so that
   * what is opened one way can be used the other way without opening it twice. Default: `main`, this thread.
   */
  engine?: 'main' | 'worker' | undefined;

  /**
   * The absolute path under which this object's `/` appears: only paths below it are answered, and relative ones start at
   * `process.cwd()`. Default: none, and all paths start at this object's `/`.
   */
  mountPoint?: string | undefined;
  /**
   * What symbolic links are kept as. `reparse`: the server's own, where it has them. `mfsymlinks`: small files that only clients
   * take for links, as `mount.cifs -o mfsymlinks` does, on any server; the server's own are followed too. Default: `reparse`.
   */
  symlinks?: 'reparse' | 'mfsymlinks' | undefined;
  /** Permission bits that files show, and folders too, enterable by who may read them: a number, or octal digits. */
  mode?: number | string | undefined;
  /** Permission bits that files show. Default: `mode`, or 0o644. */
  fileMode?: number | string | undefined;
  /** Permission bits that folders show. Default: from `mode`, or 0o755. */
  dirMode?: number | string | undefined;
  /**
   * Remember the permission bits that `chmod`, `open`, `mkdir` and their like are given, as `mount.cifs -o dynperm` does: for
   * the life of this object, and for nobody else; `*Sync` and other methods know the same ones with `engine: 'worker'` alone. A
   * folder without write permission then refuses to be changed. Default: false.
   */
  rememberModes?: boolean | undefined;
  /** The user that everything shows to belong to. Default: the process's own. */
  uid?: number | undefined;
  /** The group that everything shows to belong to. Default: the process's own. */
  gid?: number | undefined;
}
