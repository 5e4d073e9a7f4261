/** How to reach a share, in the user's words: what every layer's own settings are made from. */

import type { Identity } from '../session/session-settings.ts';

export const DIALECTS = ['2.0.2', '2.1', '3.0', '3.0.2', '3.1.1'] as const;
/** A version of the protocol. */
export type Dialect = (typeof DIALECTS)[number];

export const CIPHERS = ['aes-128-gcm', 'aes-128-ccm', 'aes-256-gcm', 'aes-256-ccm'] as const;
/** An algorithm that messages are encrypted with. */
export type Cipher = (typeof CIPHERS)[number];

export const SIGNING_ALGORITHMS = ['aes-gmac', 'aes-cmac', 'hmac-sha256'] as const;
/** An algorithm that messages are signed with. */
export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];

/** Settled options: nothing in here is left to a default. */
export interface ShareSettings {
  readonly host: string;
  /** Undefined: the transport's own, 445 or 139. */
  readonly port: number | undefined;
  readonly share: string;
  readonly transport: 'directtcp' | 'netbios';
  /** Whether the other transport is tried, on its own port, where the server cannot be reached over this one. */
  readonly transportFallback: boolean;
  readonly identity: Identity;
  /** `required`: every message of a user's session is signed. `if-required`: only when the server insists. */
  readonly signing: 'required' | 'if-required';
  /** `required`: refuse anything less. `if-required`: when the server or share insists. `disabled`: not even offered. */
  readonly encryption: 'required' | 'if-required' | 'disabled';
  readonly minDialect: Dialect;
  readonly maxDialect: Dialect;
  /** Offered ciphers, best first. */
  readonly ciphers: readonly Cipher[];
  /** Offered signing algorithms, best first. */
  readonly signingAlgorithms: readonly SigningAlgorithm[];
  /** Milliseconds. */
  readonly connectTimeout: number;
  readonly requestTimeout: number;
  /** Milliseconds that operations which run wait for a lost server to be back; 0: for one attempt. */
  readonly reconnectTimeout: number;
  /** Milliseconds without any use after which the connection is closed, to be opened anew when needed; 0: never. */
  readonly idleTimeout: number;
  /** Milliseconds of quiet after which the server is asked whether it is still there; 0: never. */
  readonly keepAliveInterval: number;
}

/** Everything but the share: what a connection and its session are made with. */
export type ServerSettings = Omit<ShareSettings, 'share'>;
