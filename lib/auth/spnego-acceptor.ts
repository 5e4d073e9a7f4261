/** The server's side of SPNEGO.  RFC 4178 4.2, 5, [MS-SPNG] 3.2 */
import { MalformedError } from '../errors.ts';
import type { AcceptorMechanism, AcceptorResult, Identity } from './mechanism.ts';
import {
  ACCEPT_COMPLETED,
  ACCEPT_INCOMPLETE,
  isNegTokenInit,
  type NegTokenResp,
  NOT_DEFINED_IN_RFC4178,
  REQUEST_MIC,
  readNegTokenInit,
  readNegTokenResp,
  writeNegTokenInit,
  writeNegTokenResp,
} from './spnego.ts';

const LIST_CHANGED: AcceptorResult = {
  state: 'rejected',
  ntstatus: 'STATUS_ACCESS_DENIED',
  reason: 'the list of mechanisms was changed on its way',
};

/**
 * Takes a client's tokens, selects the first of its mechanisms that is one of ours, and says who has logged on. A client
 * may also leave SPNEGO out and send a mechanism's tokens bare. One object serves one exchange.
 */
export class SpnegoAcceptor {
  readonly #mechanisms: readonly AcceptorMechanism[];
  #selected: AcceptorMechanism | undefined;
  /** The client speaks the mechanism's tokens without SPNEGO. */
  #bare = false;
  #mechTypeList: Buffer = Buffer.alloc(0);
  #micRequired = false;
  #ended = false;
  /** Who the mechanism says it is, while the client's mechListMIC is still missing. */
  #identity: Identity | undefined;

  constructor(mechanisms: readonly AcceptorMechanism[]) {
    this.#mechanisms = mechanisms;
  }

  /** The selected mechanism's name. */
  get mechanism(): string | undefined {
    return this.#selected?.name;
  }

  /** The key of the completed exchange. */
  get sessionKey(): Buffer | undefined {
    return this.#selected?.sessionKey;
  }

  /** The security buffer of a NEGOTIATE response: what a client may choose from. */
  hint(): Buffer {
    const mechTypes = this.#mechanisms.map((mechanism) => mechanism.oid);
    return writeNegTokenInit({ mechTypes, mechToken: undefined, hintName: NOT_DEFINED_IN_RFC4178 });
  }

  /** Takes the client's token. Throws a MalformedError for one that breaks the specification. */
  async next(token: Buffer): Promise<AcceptorResult> {
    if (this.#ended) throw new MalformedError('a token after the end of the exchange');
    const result = await this.#step(token);
    this.#ended = result.state !== 'incomplete';
    return result;
  }

  async #step(token: Buffer): Promise<AcceptorResult> {
    if (this.#selected === undefined) return this.#first(token);
    if (this.#bare) return this.#selected.next(token);
    return this.#further(this.#selected, readNegTokenResp(token));
  }

  async #first(token: Buffer): Promise<AcceptorResult> {
    if (!isNegTokenInit(token)) {
      this.#selected = this.#mechanisms.find((mechanism) => mechanism.recognizes(token));
      if (this.#selected === undefined) throw new MalformedError('a first token of no mechanism known here');
      this.#bare = true;
      return this.#selected.next(token);
    }
    const { mechTypes, mechToken, mechTypeList } = readNegTokenInit(token);
    const known = mechTypes.map((oid) => this.#mechanisms.find((mechanism) => mechanism.oid === oid));
    const mechanism = known.find((candidate) => candidate !== undefined);
    if (mechanism === undefined) {
      return { state: 'rejected', ntstatus: 'STATUS_INVALID_PARAMETER', reason: 'no mechanism in common' };
    }
    this.#selected = mechanism;
    this.#mechTypeList = mechTypeList;
    this.#micRequired = mechTypes[0] !== mechanism.oid;
    if (mechToken === undefined || this.#micRequired) {
      const negState = this.#micRequired ? REQUEST_MIC : ACCEPT_INCOMPLETE;
      return { state: 'incomplete', token: writeNegTokenResp({ negState, supportedMech: mechanism.oid }) };
    }
    return this.#respond(mechanism, await mechanism.next(mechToken), undefined, mechanism.oid);
  }

  async #further(mechanism: AcceptorMechanism, response: NegTokenResp): Promise<AcceptorResult> {
    if (this.#identity !== undefined) return this.#lastMic(mechanism, this.#identity, response.mechListMIC);
    if (response.responseToken === undefined) throw new MalformedError(`SPNEGO without a token of ${mechanism.name}`);
    const result = await mechanism.next(response.responseToken);
    return this.#respond(mechanism, result, response.mechListMIC, undefined);
  }

  /** Wraps what the mechanism says; `mic` is the client's mechListMIC. */
  #respond(
    mechanism: AcceptorMechanism,
    result: AcceptorResult,
    mic: Buffer | undefined,
    supportedMech: string | undefined,
  ): AcceptorResult {
    if (result.state === 'rejected') return result;
    const response = { supportedMech, responseToken: result.token };
    if (result.state === 'incomplete') {
      return { state: 'incomplete', token: writeNegTokenResp({ ...response, negState: ACCEPT_INCOMPLETE }) };
    }
    const { identity } = result;
    if (!mechanism.integrity || (mic === undefined && !this.#micRequired)) {
      return { state: 'complete', token: writeNegTokenResp({ ...response, negState: ACCEPT_COMPLETED }), identity };
    }
    if (mic !== undefined && !mechanism.verifyMic(this.#mechTypeList, mic)) return LIST_CHANGED;
    const mechListMIC = mechanism.getMic(this.#mechTypeList);
    if (mic === undefined) {
      this.#identity = identity;
      const token = writeNegTokenResp({ ...response, negState: ACCEPT_INCOMPLETE, mechListMIC });
      return { state: 'incomplete', token };
    }
    const token = writeNegTokenResp({ ...response, negState: ACCEPT_COMPLETED, mechListMIC });
    return { state: 'complete', token, identity };
  }

  /** Our code has been sent already; the client's is all that was missing. */
  #lastMic(mechanism: AcceptorMechanism, identity: Identity, mic: Buffer | undefined): AcceptorResult {
    if (mic === undefined) throw new MalformedError('SPNEGO without a mechListMIC');
    if (!mechanism.verifyMic(this.#mechTypeList, mic)) return LIST_CHANGED;
    return { state: 'complete', token: writeNegTokenResp({ negState: ACCEPT_COMPLETED }), identity };
  }
}
