/** What a connection is opened with: where to, and what may be negotiated. */
import type { TransportKind } from '../transport/transport.ts';

/** Settled by the manager from the user's options; every list is in order of preference, best first. */
export interface ConnectionSettings {
  readonly transport: TransportKind;
  readonly host: string;
  /** Undefined: the transport's own (445 or 139). */
  readonly port: number | undefined;
  /** Dialect revisions to offer: SMB2_DIALECT_... */
  readonly dialects: readonly number[];
  /** Ciphers to offer; empty: encryption is not offered at all. */
  readonly ciphers: readonly number[];
  /** Signing algorithms to offer with 3.1.1. */
  readonly signingAlgorithms: readonly number[];
  readonly requireSigning: boolean;
  /** 16 bytes, the same for every connection of this client. */
  readonly clientGuid: Buffer;
  /** Milliseconds for the TCP connection and the NetBIOS session request. */
  readonly connectTimeout: number;
  /** Milliseconds of silence after which a request is given up; interim replies restart it. */
  readonly requestTimeout: number;
}
