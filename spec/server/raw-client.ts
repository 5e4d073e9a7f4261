/** A client that sends whatever it is told, for messages that no decent client would send. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { SpnegoInitiator } from '../../lib/auth/spnego-initiator.ts';
import { mechanismsFor } from '../../lib/session/mechanisms.ts';
import type { Codec } from '../../lib/wire/codec.ts';
import { Create, type CreateResponse } from '../../lib/wire/commands/create.ts';
import { Negotiate, type NegotiateResponse, SMB2_DIALECT_210 } from '../../lib/wire/commands/negotiate.ts';
import { SessionSetup, type SessionSetupResponse } from '../../lib/wire/commands/session-setup.ts';
import { TreeConnect } from '../../lib/wire/commands/tree-connect.ts';
import type { FileId } from '../../lib/wire/file-id.ts';
import { HEADER_SIZE, type Header, readHeader, SMB2_FLAGS_ASYNC_COMMAND, writeHeader } from '../../lib/wire/header.ts';
import { STATUS_PENDING } from '../../lib/wire/ntstatus.ts';
import { Reader } from '../../lib/wire/reader.ts';
import { Writer } from '../../lib/wire/writer.ts';
import { framed } from '../support/frames.ts';

/** A response: its header, and all of its bytes. */
export interface RawReply {
  readonly header: Header;
  readonly bytes: Buffer;
}

const READ_AND_WRITE = 0x0012_019f;

export class RawClient {
  readonly socket: Socket;
  /** Responses that nobody has waited for, in the order in which they came. */
  readonly replies: RawReply[] = [];
  /** Resolves when the connection is gone. */
  readonly gone: Promise<void>;
  messageId = 0;
  sessionId = 0n;
  treeId = 0;
  /** Credits that the server has granted and that were not spent by `request`. */
  credits = 1;
  ended = false;
  #received: Buffer = Buffer.alloc(0);
  #arrived: () => void = () => {};

  private constructor(socket: Socket) {
    this.socket = socket;
    this.gone = new Promise((resolve) => {
      socket.once('close', () => {
        this.ended = true;
        this.#arrived();
        resolve();
      });
    });
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => this.#take(Buffer.from(chunk)));
  }

  static async connect(host: string, port: number): Promise<RawClient> {
    const socket = connect(port, host);
    await once(socket, 'connect');
    return new RawClient(socket);
  }

  /** Negotiates 2.1, which signs nothing that it need not. */
  async negotiate(): Promise<NegotiateResponse> {
    const request = {
      ...{ securityMode: 1, capabilities: 0, clientGuid: Buffer.alloc(16, 1) },
      ...{ dialects: [SMB2_DIALECT_210], negotiateContexts: [] },
    };
    return bodyOf(Negotiate, await this.request(Negotiate, request));
  }

  /** Logs on as a guest, whose messages carry no signature that a change would spoil. */
  async logOnAsGuest(): Promise<void> {
    const { securityBuffer: hint } = await this.negotiate();
    const initiator = new SpnegoInitiator(mechanismsFor({ kind: 'guest' }, 'server'));
    let securityBuffer = await initiator.start(hint);
    for (;;) {
      const body = { flags: 0, securityMode: 1, capabilities: 0, previousSessionId: 0n, securityBuffer };
      const reply = await this.request(SessionSetup, body);
      this.sessionId = reply.header.sessionId;
      if (reply.header.status === 0) return;
      const { securityBuffer: token }: SessionSetupResponse = bodyOf(SessionSetup, reply);
      securityBuffer = (await initiator.next(token)) ?? Buffer.alloc(0);
    }
  }

  async enter(share: string): Promise<void> {
    const reply = await this.request(TreeConnect, { flags: 0, path: `\\\\server\\${share}` });
    this.treeId = reply.header.treeId;
  }

  /** Opens a file, or makes it; undefined when the server will not. */
  async open(name: string): Promise<FileId | undefined> {
    const reply = await this.request(Create, {
      ...{ requestedOplockLevel: 0, impersonationLevel: 2, desiredAccess: READ_AND_WRITE, fileAttributes: 0 },
      ...{ shareAccess: 7, createDisposition: 3, createOptions: 0, name, createContexts: [] },
    });
    if (reply.header.status !== 0) return undefined;
    const { fileId }: CreateResponse = bodyOf(Create, reply);
    return fileId;
  }

  /** Sends a request and answers with its final response; rejects when the connection ends. */
  async request<Request>(
    codec: Codec<Request, unknown>,
    body: Request,
    header: Partial<Header> = {},
  ): Promise<RawReply> {
    const { messageId } = this;
    this.send(this.message(codec, body, header));
    return await this.reply(header.messageId ?? messageId);
  }

  /** The bytes of a request; it takes the next MessageId unless it is given one. */
  message<Request>(codec: Codec<Request, unknown>, body: Request, header: Partial<Header> = {}): Buffer {
    const w = new Writer();
    w.begin(0);
    writeHeader(w, this.#header(codec.command, header));
    codec.writeRequest(w, body);
    return Buffer.concat(w.finish());
  }

  /** A request whose body is any bytes. */
  rawMessage(command: number, body: Uint8Array, header: Partial<Header> = {}): Buffer {
    const w = new Writer();
    w.begin(0);
    writeHeader(w, this.#header(command, header));
    return Buffer.concat([...w.finish(), body]);
  }

  send(...messages: readonly Buffer[]): void {
    this.socket.write(framed(...messages));
  }

  /** The final response to a request, waited for. */
  async reply(messageId: number): Promise<RawReply> {
    for (;;) {
      const index = this.replies.findIndex(({ header }) => header.messageId === messageId && !isInterim(header));
      const [found] = index < 0 ? [] : this.replies.splice(index, 1);
      if (found) return found;
      if (this.ended) throw new Error(`the connection ended before message ${messageId} was answered`);
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
    }
  }

  destroy(): void {
    this.socket.destroy();
  }

  #header(command: number, changes: Partial<Header>): Header {
    const { sessionId, treeId } = this;
    const messageId = changes.messageId ?? this.messageId++;
    const fixed = { creditCharge: 1, status: 0, command, credits: 64, flags: 0, asyncId: 0n };
    return { ...fixed, sessionId, treeId, ...changes, messageId };
  }

  #take(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    while (this.#received.length >= 4) {
      const end = 4 + (this.#received.readUInt32BE(0) & 0xff_ffff);
      if (this.#received.length < end) break;
      const bytes = this.#received.subarray(4, end);
      this.#received = this.#received.subarray(end);
      const header = readHeader(new Reader(bytes));
      this.credits += header.credits;
      this.replies.push({ header, bytes });
    }
    this.#arrived();
  }
}

function isInterim({ flags, status }: Header): boolean {
  return status === STATUS_PENDING && (flags & SMB2_FLAGS_ASYNC_COMMAND) !== 0;
}

/** The decoded body of a response that has one. */
export function bodyOf<Request, Response>(codec: Codec<Request, Response>, { bytes }: RawReply): Response {
  const r = new Reader(bytes);
  r.skip(HEADER_SIZE);
  return codec.readResponse(r);
}
