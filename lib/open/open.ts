/** A file or directory that this client holds open on the server.  [MS-SMB2] 3.2.1.6 */
import { CreditsShrunkError } from '../connection/credits.ts';
import { type Reply, type Step, step } from '../connection/exchange.ts';
import { held } from '../connection/held.ts';
import { responseOf, statusError } from '../connection/status.ts';
import { MalformedError, SmbError, StatusError } from '../errors.ts';
import { abandon } from '../tree/abandon.ts';
import { type RecoveryRule, recovering } from '../tree/recovery.ts';
import type { Tree } from '../tree/tree.ts';
import type { TreeLink } from '../tree/tree-link.ts';
import { FILE_READ_ATTRIBUTES, FILE_WRITE_ATTRIBUTES } from '../wire/commands/access-mask.ts';
import {
  type CreateRequest,
  type CreateResponse,
  FILE_CREATED,
  FILE_OPEN_REPARSE_POINT,
} from '../wire/commands/create.ts';
import { Flush } from '../wire/commands/flush.ts';
import type { FileId } from '../wire/file-id.ts';
import { FileAllInformation } from '../wire/fscc/file-all-information.ts';
import { FileBasicInformation } from '../wire/fscc/file-basic-information.ts';
import { FileEndOfFileInformation } from '../wire/fscc/file-size-information.ts';
import {
  STATUS_ACCESS_DENIED,
  STATUS_END_OF_FILE,
  STATUS_INVALID_PARAMETER,
  STATUS_SUCCESS,
} from '../wire/ntstatus.ts';
import { Reader } from '../wire/reader.ts';
import { type BasicChange, basicInformation } from './basic-change.ts';
import { createWithIdentity } from './create-with-identity.ts';
import type { Durability } from './durability.ts';
import { type FileInfo, fileInfoOfAll, fileInfoOfCreate } from './file-info.ts';
import { rememberFile } from './known-files.ts';
import { noteOwnChange } from './leases.ts';
import { OpenIdentity } from './open-identity.ts';
import { Opening } from './opening.ts';
import { RECOVERY } from './recovery-table.ts';
import { close, create, queryInfo, read, setInfo, write } from './requests.ts';
import { slide, transferSizes } from './transfer.ts';

/** For what nobody may be waiting for; who does keeps the process alive. */
const UNHELD = { ref: false } as const;

/** What a call on an open may be given. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds of silence before giving up, instead of the connection's. */
  readonly timeout?: number | undefined;
}

export interface TransferOptions extends CallOptions {
  /** Bytes of one request at most; the negotiated maximum caps it. */
  readonly chunk?: number | undefined;
}

export interface OpenOptions extends CallOptions {
  /** It is held open for a while: the server is asked to keep it when the connection is lost. */
  readonly kept?: boolean | undefined;
}

export interface WriteOptions extends TransferOptions {
  /** The position is where the file ended, and where others may be writing too: a write of unknown outcome is not repeated. */
  readonly append?: boolean | undefined;
}

/**
 * An open outlives its connection where the tree does: it is opened again, by its name, if the file is still the one that it
 * was. A StaleError says that it is not, and then the open is of no use any more.
 */
export class Open {
  readonly tree: Tree;
  /** The name it was opened by. */
  readonly name: string;
  /** As it was when it was opened. */
  readonly info: FileInfo;
  /** There was no file of that name before. */
  readonly created: boolean;
  readonly #request: CreateRequest;
  readonly #identity: OpenIdentity;
  readonly #durability: Durability | undefined;
  /** What `#fileId` is valid through. */
  #link: TreeLink;
  #fileId: FileId;
  #regaining: { readonly link: TreeLink; readonly done: Promise<void> } | undefined;

  /** Opens `name`; an open that the server grants after the call was given up is closed again. */
  static async create(
    tree: Tree,
    name: string,
    desiredAccess: number,
    rest: Partial<CreateRequest>,
    options: OpenOptions = {},
  ): Promise<Open> {
    const opening = new Opening(tree, name, desiredAccess, rest, options.kept);
    const { link, replies, request } = await opening.exchange((created) => [created] as const, options);
    return new Open(tree, link, request, responseOf(request, replies[0]), opening.durability);
  }

  /** Opens `name` and makes it empty, in one chain: its attributes, and whoever else has it open, do not matter. */
  static async createEmpty(
    tree: Tree,
    name: string,
    desiredAccess: number,
    rest: Partial<CreateRequest>,
    options: OpenOptions = {},
  ): Promise<Open> {
    const emptying = setInfo(FileEndOfFileInformation, { endOfFile: 0 });
    const opening = new Opening(tree, name, desiredAccess, rest, options.kept);
    const { link, replies, request } = await opening.exchange((created) => [created, emptying] as const, options);
    const [created, emptied] = replies;
    const open = new Open(tree, link, request, responseOf(request, created), opening.durability);
    open.#willChange();
    if (emptied.status !== STATUS_SUCCESS) {
      await open.close();
      throw statusError(emptying, emptied);
    }
    return open;
  }

  private constructor(
    tree: Tree,
    link: TreeLink,
    { body }: Step<CreateRequest, CreateResponse>,
    response: CreateResponse,
    durability: Durability | undefined,
  ) {
    // It is used by other calls than the one that has opened it.
    this.tree = tree.root;
    this.name = body.name;
    this.info = fileInfoOfCreate(response);
    this.created = response.createAction === FILE_CREATED;
    this.#request = body;
    this.#identity = new OpenIdentity(response);
    this.#durability = durability;
    this.#link = link;
    this.#fileId = response.fileId;
    tree.openCount++;
    rememberFile(tree, this.name, response);
    durability?.opened(link, response);
    if (durability?.granted) tree.kept.add(this);
  }

  /** How the server names the open: as long as what it was opened through lasts. */
  get fileId(): FileId {
    return this.#fileId;
  }

  /** Whether both are opens of one file, as far as opening them has shown; undefined where only asking can tell. */
  isOfSameFile(other: Open): boolean | undefined {
    return this.#identity.isOfSameFile(other.#identity);
  }

  /** Makes sure that the open is one of `link`'s. */
  async regained(link: TreeLink): Promise<void> {
    this.#identity.throwIfStale();
    if (this.#link === link) return;
    if (this.#regaining?.link !== link) this.#regaining = { link, done: this.#regain(link) };
    await this.#regaining.done;
  }

  /** Sends one command about the open, which is regained first, and resolves with the reply, whatever its status. */
  ask<Q, S>(make: (fileId: FileId) => Step<Q, S>, rule: RecoveryRule, options: CallOptions = {}): Promise<Reply<S>> {
    const name = (): string => make(this.#fileId).codec.name;
    return recovering(this.tree, rule, name, options.signal, async ({ link, sent }) => {
      this.#identity.throwIfStale();
      if (this.#link !== link) await held(this.regained(link));
      const { signal, timeout } = options;
      const [reply] = await this.tree.attempt(link, [make(this.#fileId)], { signal, timeout, sent });
      return reply as Reply<S>;
    });
  }

  /** As `ask`, but resolves with the response; a failure is a StatusError. */
  async #tell<Q, S>(make: (fileId: FileId) => Step<Q, S>, rule: RecoveryRule, options?: CallOptions): Promise<S> {
    const reply = await this.ask(make, rule, options);
    if (reply.body === undefined) throw statusError(make(this.#fileId), reply);
    return reply.body;
  }

  async #regain(link: TreeLink): Promise<void> {
    const fileId = (await this.#haveBack(link)) ?? (await this.#openAgain(link));
    this.#fileId = fileId;
    this.#link = link;
  }

  /** What the server has kept; undefined where it has not. */
  async #haveBack(link: TreeLink): Promise<FileId | undefined> {
    const durability = this.#durability;
    if (!durability?.granted) return undefined;
    const { name, desiredAccess } = this.#request;
    const request = create(name, desiredAccess, { ...this.#request, ...durability.askBack(link) });
    const [reply] = await this.tree.attempt(link, [request], UNHELD);
    if (!reply.body) {
      durability.lost();
      this.tree.kept.delete(this);
      return undefined;
    }
    durability.regained(reply.body);
    return reply.body.fileId;
  }

  /** From now on the file's size and times may be others than were seen. */
  #willChange(): void {
    this.#identity.change();
    if (this.#durability) this.#durability.change();
    else noteOwnChange(this.tree, this.name);
  }

  async #openAgain(link: TreeLink): Promise<FileId> {
    const { name, desiredAccess, createOptions } = this.#request;
    const durability = this.#durability;
    let request = createWithIdentity(name, desiredAccess, { createOptions, ...durability?.ask(link) });
    let [reply] = await this.tree.attempt(link, [request], UNHELD);
    if (reply.status === STATUS_INVALID_PARAMETER && durability) {
      // The lease is for the file that the name led to.
      durability.misnamed();
      request = createWithIdentity(name, desiredAccess, { createOptions });
      [reply] = await this.tree.attempt(link, [request], UNHELD);
    }
    if (!reply.body) throw this.#identity.refused(name, statusError(request, reply));
    try {
      this.#identity.check(name, reply.body, durability?.changedHere === true);
    } catch (error) {
      abandon(link.connection, link.context, reply.body.fileId);
      throw error;
    }
    durability?.opened(link, reply.body);
    if (durability?.granted) this.tree.kept.add(this);
    return reply.body.fileId;
  }

  /**
   * Fills `buffer` from byte `position` of the file on. Resolves with the bytes read: fewer than asked for only at the end of
   * the file, 0 at or behind it. The buffer is the caller's again when the call has settled.
   */
  async read(buffer: Buffer, position: number, options: TransferOptions = {}): Promise<number> {
    this.#identity.read();
    const sizes = transferSizes(this.tree, this.tree.connection.negotiated.maxReadSize, options.chunk);
    if (buffer.length <= sizes.chunk) return this.#readChunk(buffer, position, options);
    // The shortest chunk ends the file, even if one behind it was read before the file shrank.
    let end = buffer.length;
    await slide(buffer.length, sizes, async (from, to) => {
      const got = await this.#readChunk(buffer.subarray(from, to), position + from, options);
      if (got < to - from) end = Math.min(end, from + got);
      return got === to - from;
    });
    return end;
  }

  async #readChunk(chunk: Buffer, position: number, options: CallOptions): Promise<number> {
    let got = 0;
    while (got < chunk.length) {
      const count = await this.#cut(chunk.subarray(got), async (part) => {
        const request = (fileId: FileId) => read(fileId, position + got, part.length, part);
        const reply = await this.ask(request, RECOVERY.read, options);
        if (reply.status === STATUS_END_OF_FILE) return 0;
        if (!reply.body) throw statusError(request(this.#fileId), reply);
        return reply.body.data.length;
      });
      // Some servers answer with nothing instead of STATUS_END_OF_FILE.
      if (count === 0) break;
      got += count;
    }
    return got;
  }

  /** Writes all of `buffer` from byte `position` of the file on; it must not change until the call has settled. */
  async write(buffer: Buffer, position: number, options: WriteOptions = {}): Promise<void> {
    this.#willChange();
    const sizes = transferSizes(this.tree, this.tree.connection.negotiated.maxWriteSize, options.chunk);
    await slide(buffer.length, sizes, async (from, to) => {
      await this.#writeChunk(buffer.subarray(from, to), position + from, options);
      return true;
    });
  }

  async #writeChunk(chunk: Buffer, position: number, options: WriteOptions): Promise<void> {
    const rule = options.append ? RECOVERY.append : RECOVERY.write;
    let put = 0;
    while (put < chunk.length) {
      put += await this.#cut(chunk.subarray(put), async (part) => {
        const { count } = await this.#tell((fileId) => write(fileId, position + put, part), rule, options);
        if (count > part.length) throw new MalformedError(`WRITE took ${count} of ${part.length} bytes`);
        if (count === 0) throw new SmbError('EIO', 'the server writes nothing and says that all is well');
        return count;
      });
    }
    this.#identity.wrote(position + chunk.length);
  }

  /** Moves as much from the front of `chunk` as can be paid, which may be less than when the chunk was cut. */
  async #cut(chunk: Buffer, move: (part: Buffer) => Promise<number>): Promise<number> {
    for (;;) {
      try {
        return await move(chunk.subarray(0, this.tree.connection.payloadLimit(chunk.length)));
      } catch (error) {
        if (!(error instanceof CreditsShrunkError)) throw error;
      }
    }
  }

  async stat(options: CallOptions = {}): Promise<FileInfo> {
    const request = (fileId: FileId) => queryInfo(FileAllInformation, fileId);
    const { buffer } = await this.#tell(request, RECOVERY.stat, options);
    const info = fileInfoOfAll(new Reader(buffer));
    this.#identity.see(info);
    return info;
  }

  /** Cuts the file, or lengthens it with zeros, to `endOfFile` bytes. */
  async truncate(endOfFile: number, options: CallOptions = {}): Promise<void> {
    this.#willChange();
    this.#identity.cut(endOfFile);
    const request = (fileId: FileId) => setInfo(FileEndOfFileInformation, { endOfFile }, fileId);
    await this.#tell(request, RECOVERY.setInformation, options);
  }

  /** Sets times and attributes, also through an open that is not made for that. */
  async change(change: BasicChange, options: CallOptions = {}): Promise<void> {
    try {
      await this.#change(change, options);
    } catch (error) {
      const isDenied = error instanceof StatusError && error.status === STATUS_ACCESS_DENIED;
      if (!isDenied || !(await this.#changeAnew(change, options))) throw error;
    }
  }

  /** With an open of its own; false where that is refused too, or where the name is another file's by now. */
  async #changeAnew(change: BasicChange, options: CallOptions): Promise<boolean> {
    const access = FILE_READ_ATTRIBUTES | FILE_WRITE_ATTRIBUTES;
    let again: Open | undefined;
    try {
      again = await Open.create(this.tree, this.name, access, { createOptions: FILE_OPEN_REPARSE_POINT }, options);
      const [own, other] = await Promise.all([this.stat(options), again.stat(options)]);
      if (own.indexNumber === 0n || own.indexNumber !== other.indexNumber) return false;
      await again.#change(change, options);
      return true;
    } catch (error) {
      if (error instanceof StatusError) return false;
      throw error;
    } finally {
      await again?.close();
    }
  }

  async #change(change: BasicChange, options: CallOptions): Promise<void> {
    this.#willChange();
    const request = (fileId: FileId) => setInfo(FileBasicInformation, basicInformation(change), fileId);
    await this.#tell(request, RECOVERY.setInformation, options);
  }

  /** Has the server write the file to stable storage. */
  async flush(options: CallOptions = {}): Promise<void> {
    await this.#tell((fileId) => step(Flush, { fileId }), RECOVERY.flush, options);
  }

  /**
   * Gives the open back to the server; once. What was written through an open that is lost is looked for first: that it is not
   * there is an error here at the latest.
   */
  async close(): Promise<void> {
    this.tree.openCount--;
    // What the server keeps has to be had back in order to be closed.
    const matters = this.#identity.changed || this.#durability?.granted === true;
    const gone = (): boolean => this.tree.recovers && !matters && this.#link.lost;
    try {
      if (gone()) return;
      await this.#tell((fileId) => close(fileId), matters ? RECOVERY.close : 'none');
    } catch (error) {
      if (!gone()) throw error;
    } finally {
      this.tree.kept.delete(this);
      this.#durability?.release();
    }
  }
}
