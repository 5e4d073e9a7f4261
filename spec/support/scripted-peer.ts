/** One client of a scripted server: its requests decoded, replies encoded and protected as the session asks for. */
import type { Socket } from 'node:net';
import { extendPreauthHash, INITIAL_PREAUTH_HASH } from '../../lib/crypto/preauth.ts';
import type { SessionMessageSecurity } from '../../lib/security/message-security.ts';
import type { FrameHandler, Transport } from '../../lib/transport/transport.ts';
import type { Codec } from '../../lib/wire/codec.ts';
import { writeErrorResponse } from '../../lib/wire/commands/error.ts';
import type { NegotiateResponse } from '../../lib/wire/commands/negotiate.ts';
import { splitCompound } from '../../lib/wire/compound.ts';
import {
  type Header,
  NEXT_COMMAND_OFFSET,
  readHeader,
  SMB2_FLAGS_ASYNC_COMMAND,
  SMB2_FLAGS_RELATED_OPERATIONS,
  SMB2_FLAGS_SERVER_TO_REDIR,
  SMB2_FLAGS_SIGNED,
  writeHeader,
} from '../../lib/wire/header.ts';
import { STATUS_PENDING, STATUS_SUCCESS } from '../../lib/wire/ntstatus.ts';
import { Reader } from '../../lib/wire/reader.ts';
import { codecOf } from '../../lib/wire/registry.ts';
import { TRANSFORM_PROTOCOL_ID } from '../../lib/wire/transform-header.ts';
import { FRAME_HEADROOM, Writer } from '../../lib/wire/writer.ts';
import { framed } from './frames.ts';
import { acceptor, standardAnswer } from './scripted-answers.ts';
import { type ScriptedReply, type ScriptedServerOptions, SILENCE } from './scripted-server.ts';

/** One decoded request. */
export interface ServerRequest {
  readonly header: Header;
  readonly codec: Codec<unknown, unknown>;
  /** The command's name: `CREATE`. */
  readonly name: string;
  readonly body: unknown;
  readonly bytes: Buffer;
  /** It came encrypted. */
  readonly encrypted: boolean;
}

/** A message to send, and the session that protects it. */
interface Outgoing {
  readonly bytes: Buffer;
  readonly signed: boolean;
  readonly encrypted: boolean;
}

export class ScriptedPeer implements FrameHandler {
  readonly options: ScriptedServerOptions;
  readonly socket: Socket;
  readonly requests: ServerRequest[] = [];
  transport: Transport | undefined;
  /** Of the session, once it stands. */
  security: SessionMessageSecurity | undefined;
  preauthHash: Buffer = INITIAL_PREAUTH_HASH;
  readonly acceptor = acceptor();
  /** What was answered to NEGOTIATE. */
  negotiated: NegotiateResponse | undefined;
  /** False: replies to signed requests go unsigned. */
  signs = true;
  /** False: replies to encrypted requests go in the clear. */
  encrypts = true;
  readonly #received: string[];
  readonly #writer = new Writer();
  /** What went wrong in the script; the client has been dropped. */
  failure: unknown;
  #nextAsyncId = 0x1000n;
  /** Frames are taken one after the other. */
  #work: Promise<void> = Promise.resolve();

  constructor(options: ScriptedServerOptions, socket: Socket, received: string[]) {
    this.options = options;
    this.socket = socket;
    this.#received = received;
  }

  place(): undefined {
    return undefined;
  }

  closed(): void {}

  receive(frame: Buffer): void {
    const bytes = Buffer.from(frame);
    this.#work = this.#work
      .then(() => this.#take(bytes))
      .catch((error: unknown) => {
        this.failure ??= error;
        this.socket.destroy();
      });
  }

  async #take(frame: Buffer): Promise<void> {
    const encrypted = frame.readUInt32LE(0) === TRANSFORM_PROTOCOL_ID;
    const bytes = encrypted ? this.#open(frame) : frame;
    const requests = splitCompound(bytes).map(({ start, end }) => this.#decode(bytes.subarray(start, end), encrypted));
    for (const request of requests) {
      this.requests.push(request);
      this.#received.push(request.name);
    }
    if (this.options.onFrame?.(requests, this)) return;
    const replies: Outgoing[] = [];
    for (const request of requests) {
      const reply = await this.#answer(request);
      if (reply) replies.push(reply);
    }
    this.#send(replies);
  }

  /** The bytes of a reply, header and body; neither signed nor encrypted. */
  reply(request: ServerRequest, reply: ScriptedReply = {}): Buffer {
    const { header, codec } = request;
    const { status = STATUS_SUCCESS, body, asyncId } = reply;
    const { options } = this;
    const flags = SMB2_FLAGS_SERVER_TO_REDIR | (header.flags & SMB2_FLAGS_RELATED_OPERATIONS);
    this.#writer.begin(0);
    writeHeader(this.#writer, {
      creditCharge: header.creditCharge,
      status,
      command: reply.command ?? header.command,
      credits: reply.credits ?? options.grant?.(request) ?? Math.min(header.credits, 512),
      flags: reply.flags ?? (asyncId === undefined ? flags : flags | SMB2_FLAGS_ASYNC_COMMAND),
      messageId: reply.messageId ?? header.messageId,
      asyncId: asyncId ?? 0n,
      treeId: reply.treeId ?? header.treeId,
      sessionId: reply.sessionId ?? header.sessionId,
    });
    if (body === undefined) writeErrorResponse(this.#writer, { errorContexts: [], errorData: Buffer.alloc(0) });
    else codec.writeResponse(this.#writer, body);
    return Buffer.concat(this.#writer.finish());
  }

  /** Sends a reply in a frame of its own, protected as its request was. */
  respond(request: ServerRequest, reply: ScriptedReply = {}): void {
    this.#send([this.#outgoing(request, this.reply(request, reply))]);
  }

  /** Sends replies in one frame, in this order. */
  respondTogether(replies: ReadonlyArray<readonly [ServerRequest, ScriptedReply]>): void {
    this.#send(replies.map(([request, reply]) => this.#outgoing(request, this.reply(request, reply))));
  }

  /** Answers with what the server answers by itself. */
  async respondAsUsual(request: ServerRequest): Promise<void> {
    this.respond(request, await standardAnswer(request, this));
  }

  /** Sends STATUS_PENDING and returns the AsyncId, with which the final reply is to be sent. */
  pend(request: ServerRequest): bigint {
    const asyncId = this.#nextAsyncId++;
    const bytes = this.reply(request, { status: STATUS_PENDING, asyncId });
    this.#send([{ ...this.#outgoing(request, bytes), signed: false }]);
    return asyncId;
  }

  /** Sends the frames as they are, each behind its length. */
  sendRaw(...frames: readonly Buffer[]): void {
    this.socket.write(framed(...frames));
  }

  /** Adds a message to the preauthentication hash. */
  hash(message: Buffer): void {
    this.preauthHash = extendPreauthHash(this.preauthHash, [message]);
  }

  async #answer(request: ServerRequest): Promise<Outgoing | undefined> {
    if (request.name === 'NEGOTIATE' || request.name === 'SESSION_SETUP') this.hash(request.bytes);
    const scripted = this.options.script?.(request, this);
    if (scripted === SILENCE || request.name === 'CANCEL') return undefined;
    const reply = scripted ?? (await standardAnswer(request, this));
    const bytes = this.reply(request, reply);
    if (request.name === 'NEGOTIATE' || (request.name === 'SESSION_SETUP' && reply.status !== undefined)) {
      this.hash(bytes);
    }
    if (request.name === 'SESSION_SETUP' && this.security) {
      // The reply that grants a session is the first that its key signs.
      return { bytes, signed: this.signs, encrypted: false };
    }
    return this.#outgoing(request, bytes);
  }

  #outgoing(request: ServerRequest, bytes: Buffer): Outgoing {
    const encrypted = request.encrypted && this.encrypts;
    const wasSigned = (request.header.flags & SMB2_FLAGS_SIGNED) !== 0;
    return { bytes, encrypted, signed: !encrypted && wasSigned && this.signs };
  }

  #send(replies: readonly Outgoing[]): void {
    if (replies.length === 0) return;
    const messages = replies.map(({ bytes }, i) => {
      if (i === replies.length - 1) return bytes;
      const padded = Buffer.concat([bytes, Buffer.alloc((8 - (bytes.length % 8)) % 8)]);
      padded.writeUInt32LE(padded.length, NEXT_COMMAND_OFFSET);
      return padded;
    });
    const encrypted = replies.some((reply) => reply.encrypted);
    for (const [i, message] of messages.entries()) if (!encrypted && replies[i]?.signed) this.security?.sign([message]);
    const pieces =
      encrypted && this.security ? this.security.seal(messages) : [Buffer.alloc(FRAME_HEADROOM), ...messages];
    this.transport?.send(pieces);
  }

  #open(frame: Buffer): Buffer {
    if (!this.security) throw new Error('an encrypted request before there is a key');
    return this.security.open([frame]);
  }

  #decode(bytes: Buffer, encrypted: boolean): ServerRequest {
    const r = new Reader(bytes);
    const header = readHeader(r);
    const codec = codecOf(header.command);
    if (!codec) throw new Error(`command ${header.command}`);
    return { header, codec, name: codec.name, body: codec.readRequest(r), bytes, encrypted };
  }
}
