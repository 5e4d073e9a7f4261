/** A file or directory that this client holds open on the server.  [MS-SMB2] 3.2.1.6 */
import { CreditsShrunkError } from '../connection/credits.ts';
import { type ExchangeOptions, step } from '../connection/exchange.ts';
import { statusError } from '../connection/status.ts';
import { MalformedError, SmbError } from '../errors.ts';
import type { Tree } from '../tree/tree.ts';
import type { CreateRequest, CreateResponse } from '../wire/commands/create.ts';
import { Flush } from '../wire/commands/flush.ts';
import type { FileId } from '../wire/file-id.ts';
import { FileAllInformation } from '../wire/fscc/file-all-information.ts';
import { FileBasicInformation } from '../wire/fscc/file-basic-information.ts';
import { FileEndOfFileInformation } from '../wire/fscc/file-size-information.ts';
import { STATUS_END_OF_FILE, STATUS_SUCCESS } from '../wire/ntstatus.ts';
import { Reader } from '../wire/reader.ts';
import { type BasicChange, basicInformation } from './basic-change.ts';
import { type FileInfo, fileInfoOfAll, fileInfoOfCreate } from './file-info.ts';
import { close, create, queryInfo, read, setInfo, write } from './requests.ts';
import { slide, transferSizes } from './transfer.ts';

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

export class Open {
  readonly tree: Tree;
  /** The name it was opened by. */
  readonly name: string;
  readonly fileId: FileId;
  /** As it was when it was opened. */
  readonly info: FileInfo;

  /** Opens `name`; an open that the server grants after the call was given up is closed again. */
  static async create(
    tree: Tree,
    name: string,
    desiredAccess: number,
    rest: Partial<CreateRequest>,
    options: CallOptions = {},
  ): Promise<Open> {
    const response = await tree.request(create(name, desiredAccess, rest), closingLate(tree, options));
    return new Open(tree, name, response);
  }

  /** Opens `name` and makes it empty, in one chain: its attributes, and whoever else has it open, do not matter. */
  static async createEmpty(
    tree: Tree,
    name: string,
    desiredAccess: number,
    rest: Partial<CreateRequest>,
    options: CallOptions = {},
  ): Promise<Open> {
    const steps = [create(name, desiredAccess, rest), setInfo(FileEndOfFileInformation, { endOfFile: 0 })] as const;
    const [created, emptied] = await tree.chainReplies(steps, closingLate(tree, options));
    if (!created.body) throw statusError(steps[0], created);
    const open = new Open(tree, name, created.body);
    if (emptied.status !== STATUS_SUCCESS) {
      await open.close();
      throw statusError(steps[1], emptied);
    }
    return open;
  }

  private constructor(tree: Tree, name: string, response: CreateResponse) {
    this.tree = tree;
    this.name = name;
    this.fileId = response.fileId;
    tree.openCount++;
    this.info = fileInfoOfCreate(response);
  }

  /**
   * Fills `buffer` from byte `position` of the file on. Resolves with the bytes read: fewer than asked for only at the end of
   * the file, 0 at or behind it. The buffer is the caller's again when the call has settled.
   */
  async read(buffer: Buffer, position: number, options: TransferOptions = {}): Promise<number> {
    const sizes = transferSizes(this.tree, this.tree.connection.negotiated.maxReadSize, options.chunk);
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
        const request = read(this.fileId, position + got, part.length, part);
        const [reply] = await this.tree.chainReplies([request], options);
        if (reply.status === STATUS_END_OF_FILE) return 0;
        if (!reply.body) throw statusError(request, reply);
        return reply.body.data.length;
      });
      // Some servers answer with nothing instead of STATUS_END_OF_FILE.
      if (count === 0) break;
      got += count;
    }
    return got;
  }

  /** Writes all of `buffer` from byte `position` of the file on; it must not change until the call has settled. */
  async write(buffer: Buffer, position: number, options: TransferOptions = {}): Promise<void> {
    const sizes = transferSizes(this.tree, this.tree.connection.negotiated.maxWriteSize, options.chunk);
    await slide(buffer.length, sizes, async (from, to) => {
      await this.#writeChunk(buffer.subarray(from, to), position + from, options);
      return true;
    });
  }

  async #writeChunk(chunk: Buffer, position: number, options: CallOptions): Promise<void> {
    let put = 0;
    while (put < chunk.length) {
      put += await this.#cut(chunk.subarray(put), async (part) => {
        const { count } = await this.tree.request(write(this.fileId, position + put, part), options);
        if (count > part.length) throw new MalformedError(`WRITE took ${count} of ${part.length} bytes`);
        if (count === 0) throw new SmbError('EIO', 'the server writes nothing and says that all is well');
        return count;
      });
    }
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
    const { buffer } = await this.tree.request(queryInfo(FileAllInformation, this.fileId), options);
    return fileInfoOfAll(new Reader(buffer));
  }

  /** Cuts the file, or lengthens it with zeros, to `endOfFile` bytes. */
  async truncate(endOfFile: number, options: CallOptions = {}): Promise<void> {
    await this.tree.request(setInfo(FileEndOfFileInformation, { endOfFile }, this.fileId), options);
  }

  /** Sets times and attributes. */
  async change(change: BasicChange, options: CallOptions = {}): Promise<void> {
    await this.tree.request(setInfo(FileBasicInformation, basicInformation(change), this.fileId), options);
  }

  /** Has the server write the file to stable storage. */
  async flush(options: CallOptions = {}): Promise<void> {
    await this.tree.request(step(Flush, { fileId: this.fileId }), options);
  }

  /** Gives the open back to the server; once. */
  async close(): Promise<void> {
    this.tree.openCount--;
    await this.tree.request(close(this.fileId));
  }
}

/** Options under which a CREATE that succeeds after its caller has gone is closed again. */
function closingLate(tree: Tree, options: CallOptions): ExchangeOptions {
  return {
    ...options,
    late: ([created]) => {
      const body = created?.body as CreateResponse | undefined;
      if (body) tree.abandon(body.fileId);
    },
  };
}
