/** Has the server copy from one open file to another, without the bytes passing through here.  [MS-SMB2] 3.3.5.15.6 */
import { type Reply, step } from '../connection/exchange.ts';
import { statusError } from '../connection/status.ts';
import { MalformedError } from '../errors.ts';
import { recovering } from '../tree/recovery.ts';
import type { TreeLink } from '../tree/tree-link.ts';
import { Ioctl, type IoctlResponse, SMB2_0_IOCTL_IS_FSCTL } from '../wire/commands/ioctl.ts';
import { FSCTL_SRV_COPYCHUNK_WRITE, FSCTL_SRV_REQUEST_RESUME_KEY } from '../wire/fscc/fsctl.ts';
import {
  type SrvCopychunk,
  SrvCopychunkCopy,
  SrvCopychunkResponse,
  SrvRequestResumeKey,
} from '../wire/fscc/srv-copychunk.ts';
import {
  STATUS_INVALID_DEVICE_REQUEST,
  STATUS_INVALID_PARAMETER,
  STATUS_NOT_IMPLEMENTED,
  STATUS_NOT_SUPPORTED,
  STATUS_SUCCESS,
} from '../wire/ntstatus.ts';
import { Reader } from '../wire/reader.ts';
import { Writer } from '../wire/writer.ts';
import type { CallOptions, Open } from './open.ts';
import { RECOVERY } from './recovery-table.ts';
import { slide } from './transfer.ts';

const MIB = 1024 * 1024;

/** Requests in flight: each keeps the server busy for a while, so that a few hide the distance to it. */
const DEPTH = 4;

/** A server that cannot copy says so with one of these. */
const UNSUPPORTED: ReadonlySet<number> = new Set([
  STATUS_INVALID_DEVICE_REQUEST,
  STATUS_NOT_SUPPORTED,
  STATUS_NOT_IMPLEMENTED,
]);

/** What one request may ask for. */
interface Limits {
  readonly chunks: number;
  /** Bytes of one chunk. */
  readonly chunkBytes: number;
  /** Bytes of one request. */
  readonly requestBytes: number;
}

/** What Windows and Samba take at least. */
const USUAL: Limits = { chunks: 16, chunkBytes: MIB, requestBytes: 16 * MIB };

/** What names an open file to the server as the source of copies: valid as long as it is open through one link. */
export class ResumeKey {
  readonly #source: Open;
  readonly #options: CallOptions;
  #asked: { readonly link: TreeLink; readonly key: Promise<Buffer | undefined> } | undefined;

  constructor(source: Open, options: CallOptions = {}) {
    this.#source = source;
    this.#options = options;
  }

  /** The one for copies through `link`, asked for once; undefined when the server has none to give. */
  through(link: TreeLink): Promise<Buffer | undefined> {
    if (this.#asked?.link !== link) this.#asked = { link, key: this.#ask(link) };
    return this.#asked.key;
  }

  /** Asks for it while other things are done. */
  askAhead(): void {
    // Nobody may ever need it.
    this.through(this.#source.tree.link).catch(() => {});
  }

  /** [MS-SMB2] 2.2.32.3 */
  async #ask(link: TreeLink): Promise<Buffer | undefined> {
    await this.#source.regained(link);
    const request = ioctl(this.#source, FSCTL_SRV_REQUEST_RESUME_KEY, Buffer.alloc(0), 32);
    const [reply] = await this.#source.tree.attempt(link, [request], this.#options);
    if (UNSUPPORTED.has(reply.status)) return undefined;
    if (!reply.body || reply.status !== STATUS_SUCCESS) throw statusError(request, reply);
    return SrvRequestResumeKey.read(new Reader(reply.body.output)).resumeKey;
  }
}

/**
 * Copies bytes `[start, end)` of the source that `key` names to the same place in `target`, which must be open to be read and written.
 * False when the server cannot: part of it may have been copied then.
 */
export async function copyOnServer(
  key: ResumeKey,
  target: Open,
  start: number,
  end: number,
  options: CallOptions = {},
): Promise<boolean> {
  if (end <= start) return true;
  const copy = new Copy(key, target, options);
  // The first request finds out what the server takes; the rest follow side by side.
  const first = Math.min(end, start + USUAL.requestBytes);
  if (!(await copy.range(start, first))) return false;
  let supported = true;
  await slide(end - first, { chunk: copy.limits.requestBytes, depth: DEPTH }, async (from, to) => {
    supported &&= await copy.range(first + from, first + to);
    return supported;
  });
  return supported;
}

class Copy {
  limits: Limits = USUAL;
  readonly #key: ResumeKey;
  readonly #target: Open;
  readonly #options: CallOptions;

  constructor(key: ResumeKey, target: Open, options: CallOptions) {
    this.#key = key;
    this.#target = target;
    this.#options = options;
  }

  /** Copies a range in as many requests as it takes; false when the server cannot. */
  async range(start: number, end: number): Promise<boolean> {
    let done = start;
    while (done < end) {
      const copied = await this.#request(done, end);
      if (copied === undefined) return false;
      done += copied;
    }
    return true;
  }

  /** Asks for as much of a range as one request may; resolves with the bytes copied, undefined when the server cannot. */
  async #request(start: number, end: number): Promise<number | undefined> {
    const { limits } = this;
    const chunks = chunksOf(start, end, limits);
    const wanted = chunks.reduce((sum, { length }) => sum + length, 0);
    const reply = await this.#send(chunks);
    if (!reply) return undefined;
    const request = ioctl(this.#target, FSCTL_SRV_COPYCHUNK_WRITE, Buffer.alloc(0), 12);
    if (!reply.body) throw statusError(request, reply);
    const result = SrvCopychunkResponse.read(new Reader(reply.body.output));
    if (reply.status === STATUS_INVALID_PARAMETER) {
      if (!this.#learn(result, limits)) throw statusError(request, reply);
      return 0;
    }
    if (reply.status !== STATUS_SUCCESS) throw statusError(request, reply);
    const copied = result.totalBytesWritten;
    if (copied === 0 || copied > wanted) throw new MalformedError(`a copy of ${wanted} bytes made ${copied}`);
    return copied;
  }

  /** Has chunks copied, to the same places however often; undefined when the server cannot. */
  async #send(chunks: SrvCopychunk[]): Promise<Reply<IoctlResponse> | undefined> {
    const { tree } = this.#target;
    const name = (): string => Ioctl.name;
    return recovering(tree, RECOVERY.copyChunks, name, this.#options.signal, async ({ link, sent }) => {
      const [sourceKey] = await Promise.all([this.#key.through(link), this.#target.regained(link)]);
      if (!sourceKey) return undefined;
      const w = new Writer(32 + 24 * chunks.length);
      w.begin(0);
      SrvCopychunkCopy.write(w, { sourceKey, chunks });
      const request = ioctl(this.#target, FSCTL_SRV_COPYCHUNK_WRITE, Buffer.concat(w.finish()), 12);
      const [reply] = await tree.attempt(link, [request], { ...this.#options, sent });
      return UNSUPPORTED.has(reply.status) ? undefined : reply;
    });
  }

  /** Takes the limits that a refusal carries; false when the request was within them. */
  #learn(refusal: SrvCopychunkResponse, asked: Limits): boolean {
    const told = {
      chunks: Math.min(refusal.chunksWritten, asked.chunks),
      chunkBytes: Math.min(refusal.chunkBytesWritten, asked.chunkBytes),
      requestBytes: Math.min(refusal.totalBytesWritten, asked.requestBytes),
    };
    if (told.chunks === 0 || told.chunkBytes === 0 || told.requestBytes === 0) return false;
    this.limits = told;
    return told.chunks < asked.chunks || told.chunkBytes < asked.chunkBytes || told.requestBytes < asked.requestBytes;
  }
}

function chunksOf(start: number, end: number, limits: Limits): SrvCopychunk[] {
  const chunks: SrvCopychunk[] = [];
  const last = Math.min(end, start + limits.requestBytes);
  for (let at = start; at < last && chunks.length < limits.chunks; ) {
    const length = Math.min(limits.chunkBytes, last - at);
    chunks.push({ sourceOffset: at, targetOffset: at, length });
    at += length;
  }
  return chunks;
}

function ioctl(open: Open, ctlCode: number, input: Buffer, maxOutputResponse: number) {
  return step<Parameters<typeof Ioctl.writeRequest>[1], IoctlResponse>(Ioctl, {
    ctlCode,
    fileId: open.fileId,
    maxInputResponse: 0,
    maxOutputResponse,
    flags: SMB2_0_IOCTL_IS_FSCTL,
    input,
  });
}
