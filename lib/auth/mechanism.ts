/** What SPNEGO asks of an authentication mechanism: tokens in, tokens out, then a session key and integrity.  RFC 2743 */

/** What either side knows once its part of the exchange is complete. */
export interface SecurityContext {
  /** 16 bytes or more that both sides share and nobody else knows; undefined until the exchange has produced it. */
  readonly sessionKey: Buffer | undefined;
  /** Whether `getMic` and `verifyMic` work: false before the key is there, and for contexts without a secret. */
  readonly integrity: boolean;
  /**
   * The message integrity code of the one message that is protected with the mechanism itself, SPNEGO's list of mechanisms:
   * every call starts from the initial key state.
   */
  getMic(data: Uint8Array): Buffer;
  /** Whether `mic` is the peer's code of `data`. */
  verifyMic(data: Uint8Array, mic: Uint8Array): boolean;
}

/** The client's side of a mechanism. One object serves one exchange. */
export interface InitiatorMechanism extends SecurityContext {
  /** The object identifier that SPNEGO offers, in dotted form. */
  readonly oid: string;
  /** A name for messages: `NTLM`. */
  readonly name: string;
  /** Whether this side needs no further token. */
  readonly complete: boolean;
  /** The first token. */
  start(): Promise<Buffer>;
  /**
   * Takes the server's token; the result is the next one to send, or undefined when there is nothing left to say. Throws a
   * MalformedError for a token that breaks the specification, a SecurityError for a server that is not good enough.
   */
  next(token: Buffer): Promise<Buffer | undefined>;
}

/** Who has logged on. */
export interface Identity {
  readonly user: string;
  readonly domain: string;
  /** Nobody: neither user nor password were given. */
  readonly anonymous: boolean;
}

/** What came of a client's token. */
export type AcceptorResult =
  | { readonly state: 'incomplete'; readonly token: Buffer }
  | { readonly state: 'complete'; readonly token: Buffer | undefined; readonly identity: Identity }
  | {
      readonly state: 'rejected';
      /** The name of the status that the client is to see. */
      readonly ntstatus: string;
      /** The true reason, for the server's own log; clients must not see it. */
      readonly reason: string;
    };

/** The server's side of a mechanism. One object serves one exchange. */
export interface AcceptorMechanism extends SecurityContext {
  readonly oid: string;
  readonly name: string;
  /** Whether `token` is a first token of this mechanism, sent without SPNEGO around it. */
  recognizes(token: Buffer): boolean;
  /** Takes the client's token. Throws a MalformedError for one that breaks the specification. */
  next(token: Buffer): Promise<AcceptorResult>;
}
