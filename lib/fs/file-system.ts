/** What all operations of one `SmbFs` share: the connection, the paths, and the way from a server's answer to node's error. */
import { OutcomeUnknownError, StaleError, StatusError } from '../errors.ts';
import type { ShareConnection } from '../manager/share-connection.ts';
import { encodePath, isTooLongInBytes, PathMap } from '../names/share-path.ts';
import type { FileInfo } from '../open/file-info.ts';
import { stat } from '../open/paths/stat.ts';
import type { Tree } from '../tree/tree.ts';
import { STATUS_OBJECT_PATH_NOT_FOUND } from '../wire/ntstatus.ts';
import { pathArgument, type SmbUrlResolver } from './arguments/path-argument.ts';
import { AbortError } from './errors/node-errors.ts';
import { fsError, statusError, withSite } from './errors/system-error.ts';
import { type FsPath, fsPath } from './fs-path.ts';
import { DescriptorTable } from './handles/descriptor-table.ts';
import { type LastLink, LinkResolver, MAX_LINKS } from './links/link-resolver.ts';
import type { ResolvedOptions } from './options/options.ts';
import { smbUrlResolver } from './options/smb-url-path.ts';
import { RememberedModes } from './remembered-modes.ts';
import type { RemoteEngine } from './remote-engine.ts';

/** What an operation is called in its errors. */
export interface CallSite {
  /** In the kernel's words: `open`, `scandir`, `unlink`. */
  readonly syscall: string;
  readonly path?: FsPath | undefined;
  readonly dest?: FsPath | undefined;
  readonly signal?: AbortSignal | undefined;
  /** What becomes of links that are the paths' last names. Default: they are followed. */
  readonly lastLink?: LastLink | undefined;
}

interface PathSite extends CallSite {
  readonly path: FsPath;
}

interface TwoPathsSite extends PathSite {
  readonly dest: FsPath;
}

/** The paths of a call, as far as they have been followed. */
interface Way {
  path: FsPath | undefined;
  dest: FsPath | undefined;
}

/** An operation on one path or two: as the caller gave them, or as links in them have led to. */
type PathOperation<T> = (tree: Tree, path: FsPath, dest: FsPath) => Promise<T>;

export class FileSystem {
  readonly options: ResolvedOptions;
  readonly share: ShareConnection;
  readonly paths: PathMap;
  readonly links: LinkResolver;
  /** Undefined where permission bits are made from attributes alone. */
  readonly modes: RememberedModes | undefined;
  readonly descriptors: DescriptorTable;
  /** Where everything is done instead of on this thread's connection. */
  remote: RemoteEngine | undefined;
  /** What runs until it is told to end, watchers: called when the file system is closed. */
  readonly endings: Set<() => void>;

  /** Finds the path that an `smb:` URL names here. */
  readonly #resolveSmbUrl: SmbUrlResolver;
  /** Ends what has no signal of its own. */
  readonly #signal: AbortSignal | undefined;

  /** `directory` tells what relative paths start at where there is a mount point. Default: `process.cwd`. */
  constructor(
    options: ResolvedOptions,
    share: ShareConnection,
    directory?: () => string,
    view?: { readonly of: FileSystem; readonly signal: AbortSignal },
  ) {
    this.options = options;
    this.share = share;
    const of = view?.of;
    this.#signal = view?.signal;
    this.remote = of?.remote;
    this.#resolveSmbUrl = of ? of.#resolveSmbUrl : smbUrlResolver(options);
    this.paths = of?.paths ?? new PathMap({ root: options.path, mountPoint: options.mountPoint, cwd: directory });
    this.links = of?.links ?? new LinkResolver(options, this.paths);
    this.modes = of || !options.rememberModes ? of?.modes : new RememberedModes();
    this.descriptors = of?.descriptors ?? new DescriptorTable();
    this.endings = of?.endings ?? new Set();
  }

  /** The same file system, for a call that `signal` ends with everything that it has asked the server for. */
  within(signal: AbortSignal): FileSystem {
    return new FileSystem(this.options, this.share, undefined, { of: this, signal });
  }

  /** A path argument, checked as node checks it. */
  path(value: unknown, name = 'path'): FsPath {
    return fsPath(pathArgument(value, name, this.#resolveSmbUrl), this.paths);
  }

  /** What is known of a file, with the permission bits that are remembered of it. */
  withModes(name: string, info: FileInfo): FileInfo {
    const permissions = this.modes?.of(name);
    return permissions === undefined ? info : { ...info, permissions };
  }

  /** EACCES where a folder shows that what is in it must not be changed. */
  checkFolderOf({ name, text }: FsPath, syscall: string): void {
    if (this.modes?.guards(name)) throw fsError('EACCES', syscall, text);
  }

  /** Runs an operation on an open file, which has its tree; what the server refuses becomes an error of node's shape. */
  async track<T>(site: CallSite, operation: () => Promise<T>): Promise<T> {
    try {
      return await this.share.track(operation);
    } catch (error) {
      throw await this.errorFor(error, site);
    }
  }

  /**
   * Runs an operation on the share; what the server refuses becomes an error of node's shape. Where it is refused because of
   * links in its paths, it is run again on the paths that they lead to: it must do nothing before it has opened them.
   */
  call<T>(site: TwoPathsSite, operation: PathOperation<T>): Promise<T>;
  call<T>(site: PathSite, operation: (tree: Tree, path: FsPath) => Promise<T>): Promise<T>;
  call<T>(site: CallSite, operation: (tree: Tree) => Promise<T>): Promise<T>;
  async call<T>(given: CallSite, operation: PathOperation<T>): Promise<T> {
    const signal = given.signal ?? this.#signal;
    const site = { ...given, signal };
    const { syscall, path, dest } = site;
    const fault = path?.fault ?? dest?.fault;
    if (fault) throw fsError(fault, syscall, path?.text, dest?.text);
    const way: Way = { path, dest };
    try {
      return await this.share.run(async (root) => {
        const tree = signal ? root.within(signal) : root;
        for (let links = 0; links <= MAX_LINKS; links++) {
          try {
            if (this.links.kind.needsLook) await this.#stopUnseen(tree, way, site);
            // What takes no path looks at none.
            return await operation(tree, way.path as FsPath, way.dest as FsPath);
          } catch (error) {
            if (!(error instanceof StatusError) || !(await this.#follow(tree, way, site, error))) throw error;
          }
        }
        throw fsError('ELOOP', syscall, path?.text, dest?.text);
      }, signal);
    } catch (error) {
      throw await this.errorFor(error, { ...site, ...way });
    }
  }

  /** Finds the links that only a look at the paths can find. */
  async #stopUnseen(tree: Tree, { path, dest }: Way, { lastLink = 'followed', signal }: CallSite): Promise<void> {
    if (lastLink !== 'followed') return;
    await Promise.all([path, dest].map((each) => each && this.links.stopUnseen(tree, each, { signal })));
  }

  /** Goes on to where the links lead that may have been in the way; false where there are none. */
  async #follow(tree: Tree, way: Way, site: CallSite, { status }: StatusError): Promise<boolean> {
    if (!this.links.kind.explains(status)) return false;
    const { lastLink = 'followed', signal } = site;
    const [path, dest] = await Promise.all(
      [way.path, way.dest].map((each) => each && this.links.next(tree, each, lastLink, site, { signal })),
    );
    way.path = path ?? way.path;
    way.dest = dest ?? way.dest;
    const fault = path?.fault ?? dest?.fault;
    if (fault) throw fsError(fault, site.syscall, site.path?.text, site.dest?.text);
    return path !== undefined || dest !== undefined;
  }

  /** Node's error for what an operation on the share failed with. */
  async errorFor(error: unknown, site: CallSite): Promise<unknown> {
    const { syscall, path, dest, signal } = site;
    if (signal?.aborted && error === signal.reason) return new AbortError(signal);
    if (error instanceof StaleError) return fsError('ESTALE', syscall, path?.text, dest?.text, { cause: error });
    if (error instanceof OutcomeUnknownError) return withSite(error, syscall, path?.text, dest?.text);
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
          // Something is missing on the way there, and what comes after it is not looked at.
          if (length < components.length - 1) return false;
          break;
        }
      }
    }
    return false;
  }
}
