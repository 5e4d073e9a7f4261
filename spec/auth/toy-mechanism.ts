/** A mechanism of two tokens, the last one the server's, as Kerberos is: for what SPNEGO does with more than one mechanism. */
import { createHmac } from 'node:crypto';
import type { AcceptorMechanism, AcceptorResult, InitiatorMechanism } from '../../lib/auth/mechanism.ts';

const OID = '1.2.840.113554.1.2.2';
const SESSION_KEY = Buffer.alloc(16, 0x42);

class ToyContext {
  readonly oid: string = OID;
  readonly name: string = 'Toy';
  readonly #side: string;
  readonly #peer: string;
  #sessionKey: Buffer | undefined;

  constructor(side: string, peer: string) {
    this.#side = side;
    this.#peer = peer;
  }

  get sessionKey(): Buffer | undefined {
    return this.#sessionKey;
  }

  get integrity(): boolean {
    return this.#sessionKey !== undefined;
  }

  protected establish(): void {
    this.#sessionKey = SESSION_KEY;
  }

  getMic(data: Uint8Array): Buffer {
    return createHmac('sha256', SESSION_KEY).update(this.#side).update(data).digest();
  }

  verifyMic(data: Uint8Array, mic: Uint8Array): boolean {
    return createHmac('sha256', SESSION_KEY).update(this.#peer).update(data).digest().equals(mic);
  }
}

export class ToyInitiator extends ToyContext implements InitiatorMechanism {
  constructor() {
    super('initiator', 'acceptor');
  }

  get complete(): boolean {
    return this.sessionKey !== undefined;
  }

  async start(): Promise<Buffer> {
    return Buffer.from('hello');
  }

  async next(token: Buffer): Promise<undefined> {
    if (token.toString() === 'welcome') this.establish();
  }
}

export class ToyAcceptor extends ToyContext implements AcceptorMechanism {
  constructor() {
    super('acceptor', 'initiator');
  }

  recognizes(token: Buffer): boolean {
    return token.toString() === 'hello';
  }

  async next(token: Buffer): Promise<AcceptorResult> {
    if (token.toString() !== 'hello')
      return { state: 'rejected', ntstatus: 'STATUS_LOGON_FAILURE', reason: 'no hello' };
    this.establish();
    const identity = { user: 'toy', domain: '', anonymous: false };
    return { state: 'complete', token: Buffer.from('welcome'), identity };
  }
}
