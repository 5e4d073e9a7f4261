/** How an attempt to enter a share goes, step by step: kept for who asks where it failed, and what took so long. */
import type { Negotiated } from '../connection/negotiation.ts';
import { CIPHER_IDS, DIALECT_REVISIONS, SIGNING_ALGORITHM_IDS } from './layer-settings.ts';
import type { Cipher, Dialect, SigningAlgorithm } from './share-settings.ts';

/** What both ends have agreed on. */
export interface Agreement {
  readonly dialect: Dialect | undefined;
  /** The algorithm for signatures, whether messages carry any or not. */
  readonly signing: SigningAlgorithm | undefined;
  /** The cipher, in use or not; undefined where this connection cannot encrypt. */
  readonly cipher: Cipher | undefined;
}

/** A step of connecting to a share, and how it went. */
export interface ConnectStep {
  /**
   * `connect`: the server's name is looked up, and a transport made; `negotiate`: the dialect and the algorithms are agreed on;
   * `logon`; `tree`: the share is entered.
   */
  readonly name: 'connect' | 'negotiate' | 'logon' | 'tree';
  /** How long it took, or has taken so far. */
  readonly milliseconds: number;
  /** `running` is the last step only, and `failed` too. */
  readonly state: 'done' | 'failed' | 'running';
  /** Where `connect` has come to. */
  readonly peer?: Peer;
  /** What `negotiate` has come to. */
  readonly agreed?: Agreement;
}

export interface Peer {
  readonly transport: 'directtcp' | 'netbios';
  readonly address: string;
  readonly port: number;
}

interface Taken {
  readonly name: ConnectStep['name'];
  readonly started: number;
  ended?: number;
  state: ConnectStep['state'];
  peer?: Peer;
  agreed?: Agreement;
}

/** The steps of an attempt, each begun when the one before is done. */
export class ConnectSteps {
  readonly #taken: Taken[] = [];

  /** The steps so far. */
  get list(): ConnectStep[] {
    return this.#taken.map(({ name, started, ended = performance.now(), state, peer, agreed }) => ({
      name,
      milliseconds: ended - started,
      state,
      ...(peer && { peer }),
      ...(agreed && { agreed }),
    }));
  }

  begin(name: ConnectStep['name']): void {
    this.#end('done');
    this.#taken.push({ name, started: performance.now(), state: 'running' });
  }

  /** The step `connect` has come to this. */
  reach(peer: Peer): void {
    const step = this.#taken.at(-1);
    if (step) step.peer = peer;
  }

  /** The step `negotiate` has come to this. */
  agree(negotiated: Negotiated): void {
    const step = this.#taken.at(-1);
    if (step) step.agreed = agreementOf(negotiated);
  }

  done(): void {
    this.#end('done');
  }

  failed(): void {
    this.#end('failed');
  }

  #end(state: 'done' | 'failed'): void {
    const step = this.#taken.at(-1);
    if (step?.state !== 'running') return;
    step.state = state;
    step.ended = performance.now();
  }
}

/** A negotiation's outcome, in words. */
export function agreementOf({ dialect, signingAlgorithmId, cipherId }: Negotiated): Agreement {
  return {
    dialect: nameOf(DIALECT_REVISIONS, dialect),
    signing: nameOf(SIGNING_ALGORITHM_IDS, signingAlgorithmId),
    cipher: nameOf(CIPHER_IDS, cipherId),
  };
}

function nameOf<Name extends string>(ids: Readonly<Record<Name, number>>, id: number | undefined): Name | undefined {
  return (Object.keys(ids) as Name[]).find((name) => ids[name] === id);
}
