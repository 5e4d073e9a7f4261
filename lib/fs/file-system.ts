/** What all operations of one `SmbFs` share: the connection, the paths, and the way from a server's answer to node's error. */
import { StatusError } from '../errors.ts';
import type { ShareConnection } from '../manager/share-connection.ts';
import { encodePath, isTooLongInBytes, PathMap } from '../names/share-path.ts';
import { stat } from '../open/paths/stat.ts';
import type { Tree } from '../tree/tree.ts';
import { STATUS_OBJECT_PATH_NOT_FOUND } from '../wire/ntstatus.ts';
import { pathArgument, type SmbUrlResolver } from './arguments/path-argument.ts';
import { AbortError } from './errors/node-errors.ts';
import { fsError, statusError } from './errors/system-error.ts';
import { type FsPath, fsPath } from './fs-path.ts';
import { DescriptorTable } from './handles/descriptor-table.ts';
import type { ResolvedOptions } from './options/options.ts';
import { smbUrlResolver } from './options/smb-url-path.ts';
import type { RemoteEngine } from './remote-engine.ts';

/** What an operation is called in its errors. */
export interface CallSite {
  /** In the kernel's words: `open`, `scandir`, `unlink`. */
  readonly syscall: string;
  readonly path?: FsPath | undefined;
  readonly dest?: FsPath | undefined;
  readonly signal?: AbortSignal | undefined;
}

export class FileSystem {
  readonly options: ResolvedOptions;
  readonly share: ShareConnection;
  readonly paths: PathMap;
  readonly descriptors: DescriptorTable = new DescriptorTable();
  /** Where everything is done instead of on this thread's connection. */
  remote: RemoteEngine | undefined;
  /** What runs until it is told to end, watchers: called when the file system is closed. */
  readonly endings: Set<() => void> = new Set();

  /** Finds the path that an `smb:` URL names here. */
  readonly #resolveSmbUrl: SmbUrlResolver;

  constructor(options: ResolvedOptions, share: ShareConnection) {
    this.options = options;
    this.share = share;
    this.#resolveSmbUrl = smbUrlResolver(options);
    this.paths = new PathMap({ root: options.path, mountPoint: options.mountPoint });
  }

  /** A path argument, checked as node checks it. */
  path(value: unknown, name = 'path'): FsPath {
    return fsPath(pathArgument(value, name, this.#resolveSmbUrl), this.paths);
  }

  /** Runs an operation on an open file, which has its tree; what the server refuses becomes an error of node's shape. */
  async track<T>(site: CallSite, operation: () => Promise<T>): Promise<T> {
    try {
      return await this.share.track(operation);
    } catch (error) {
      throw await this.errorFor(error, site);
    }
  }

  /** Runs an operation on the share; what the server refuses becomes an error of node's shape. */
  async call<T>(site: CallSite, operation: (tree: Tree) => Promise<T>): Promise<T> {
    const { syscall, path, dest, signal } = site;
    const fault = path?.fault ?? dest?.fault;
    if (fault) throw fsError(fault, syscall, path?.text, dest?.text);
    try {
      return await this.share.run(operation, signal);
    } catch (error) {
      throw await this.errorFor(error, site);
    }
  }

  /** Node's error for what an operation on the share failed with. */
  async errorFor(error: unknown, site: CallSite): Promise<unknown> {
    const { syscall, path, dest, signal } = site;
    if (signal?.aborted && error === signal.reason) return new AbortError(signal);
    if (!(error instanceof StatusError)) return error;
    const failed = (code: string): Error =>
      fsError(code, syscall, path?.text, dest?.text, { ntstatus: error.status, cause: error });
    for (const each of [path, dest]) {
      if (each?.place && isTooLongInBytes(each.place.components)) return failed('ENAMETOOLONG');
    }
    if (error.status === STATUS_OBJECT_PATH_NOT_FOUND && (await this.#hasFileAsParent(path, dest))) {
      return failed('ENOTDIR');
    }
    return statusError(error.status, syscall, path?.text, dest?.text, error);
  }

  /** SMB has one status for a missing parent and for a parent that is a file: only looking tells ENOENT from ENOTDIR. */
  async #hasFileAsParent(...paths: (FsPath | undefined)[]): Promise<boolean> {
    for (const path of paths) {
      const components = path?.place?.components ?? [];
      for (let length = components.length - 1; length > 0; length--) {
        const parent = encodePath(components.slice(0, length));
        const info = await this.share
          .run((tree) => stat(tree, parent, true))
          .catch((error: unknown) => {
            if (error instanceof StatusError) return undefined;
            throw error;
          });
        if (info) {
          if (!info.isDirectory) return true;
          break;
        }
      }
    }
    return false;
  }
}
