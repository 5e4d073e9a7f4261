/** The client's side of SPNEGO.  RFC 4178 4.2, 5, [MS-SPNG] 3.1 */
import { AuthenticationError, MalformedError, SecurityError } from '../errors.ts';
import type { InitiatorMechanism } from './mechanism.ts';
import {
  ACCEPT_COMPLETED,
  mechTypeListBytes,
  type NegTokenResp,
  REJECT,
  REQUEST_MIC,
  readNegTokenInit,
  readNegTokenResp,
  writeNegTokenInit,
  writeNegTokenResp,
} from './spnego.ts';

/**
 * Offers mechanisms, in order of preference, and carries the tokens of the one that the server takes: `start`, then `next`
 * for every reply that asks for more, then `finish` for the reply that grants. One object serves one exchange.
 *
 * The list of mechanisms is protected by the mechanism itself (mechListMIC): sent whenever it can be made, verified whenever
 * it comes, and demanded when the server did not take our favourite or asked for the exchange of codes. Otherwise a server
 * may leave it out, as guest sessions and some NAS do: nobody could have gained by changing the list.
 */
export class SpnegoInitiator {
  readonly #mechanisms: readonly InitiatorMechanism[];
  #offered: readonly InitiatorMechanism[] = [];
  #selected: InitiatorMechanism | undefined;
  #mechTypeList: Buffer = Buffer.alloc(0);
  #answered = false;
  #micRequired = false;
  #micSent = false;
  #micVerified = false;

  constructor(mechanisms: readonly InitiatorMechanism[]) {
    this.#mechanisms = mechanisms;
  }

  /** The selected mechanism's name; the favourite's before the server has answered. */
  get mechanism(): string | undefined {
    return this.#selected?.name;
  }

  /** The key of the completed exchange. */
  get sessionKey(): Buffer | undefined {
    return this.#selected?.sessionKey;
  }

  /**
   * The first token. `hint` is the security buffer of the server's NEGOTIATE response, which may be empty; a mechanism that
   * it does not list is not offered. Throws an AuthenticationError when none is left.
   */
  async start(hint: Buffer): Promise<Buffer> {
    const known = hint.length > 0 ? readNegTokenInit(hint).mechTypes : [];
    this.#offered = this.#mechanisms.filter((mechanism) => known.length === 0 || known.includes(mechanism.oid));
    const favourite = this.#offered[0];
    if (favourite === undefined) {
      const names = this.#mechanisms.map((mechanism) => mechanism.name).join(', ');
      throw new AuthenticationError(
        `the server takes none of our mechanisms (${names}): it offers ${known.join(', ')}`,
      );
    }
    this.#selected = favourite;
    const mechTypes = this.#offered.map((mechanism) => mechanism.oid);
    this.#mechTypeList = mechTypeListBytes(mechTypes);
    return writeNegTokenInit({ mechTypes, mechToken: await favourite.start(), hintName: undefined });
  }

  /**
   * Takes the token of a reply that asks for more (STATUS_MORE_PROCESSING_REQUIRED); the result is the next one to send.
   * Throws an AuthenticationError when the server rejects us, a SecurityError or MalformedError when it is not to be trusted.
   */
  async next(token: Buffer): Promise<Buffer> {
    const favourite = this.#selected;
    const response = this.#receive(token);
    const mechanism = this.#mechanism();
    let responseToken: Buffer | undefined;
    if (mechanism !== favourite) {
      responseToken = await mechanism.start(); // the server has thrown our first token away
    } else if (!mechanism.complete) {
      if (response.responseToken === undefined) throw new MalformedError(`SPNEGO without a token of ${mechanism.name}`);
      responseToken = await mechanism.next(response.responseToken);
    }
    this.#verify(response);
    const sign = mechanism.complete && mechanism.integrity && !this.#micSent;
    if (responseToken === undefined && !sign) throw new MalformedError('SPNEGO asks for more after the last token');
    if (sign) this.#micSent = true;
    return writeNegTokenResp({ responseToken, mechListMIC: sign ? mechanism.getMic(this.#mechTypeList) : undefined });
  }

  /**
   * Takes the token of the reply that grants the session (STATUS_SUCCESS), which may be empty. Throws a SecurityError when
   * the session is granted although the server has not proved what it must.
   */
  async finish(token: Buffer): Promise<void> {
    const favourite = this.#selected;
    if (token.length > 0) {
      const response = this.#receive(token);
      const mechanism = this.#mechanism();
      if (mechanism !== favourite || (response.negState ?? ACCEPT_COMPLETED) !== ACCEPT_COMPLETED) {
        throw new SecurityError('the server granted a session before its negotiation was complete');
      }
      if (!mechanism.complete && response.responseToken !== undefined) await mechanism.next(response.responseToken);
      this.#verify(response);
    }
    const mechanism = this.#mechanism();
    if (!mechanism.complete)
      throw new SecurityError(`the server granted a session before ${mechanism.name} was complete`);
    if (this.#micRequired && mechanism.integrity && !this.#micVerified) {
      throw new SecurityError('the server did not confirm the list of mechanisms: it may have been changed on its way');
    }
  }

  #mechanism(): InitiatorMechanism {
    if (this.#selected === undefined) throw new MalformedError('a SPNEGO token before ours');
    return this.#selected;
  }

  #receive(token: Buffer): NegTokenResp {
    const current = this.#mechanism();
    const response = readNegTokenResp(token);
    if (response.negState === REJECT) throw new AuthenticationError(`the server rejected ${current.name}`);
    if (response.negState === REQUEST_MIC) this.#micRequired = true;
    const { supportedMech } = response;
    if (supportedMech !== undefined && supportedMech !== current.oid) this.#select(supportedMech);
    this.#answered = true;
    return response;
  }

  #select(oid: string): void {
    const mechanism = this.#offered.find((offered) => offered.oid === oid);
    if (mechanism === undefined) throw new SecurityError(`the server selected mechanism ${oid}, which was not offered`);
    if (this.#answered)
      throw new SecurityError(`the server changed to ${mechanism.name} in the middle of the exchange`);
    this.#selected = mechanism;
    this.#micRequired = true;
  }

  #verify(response: NegTokenResp): void {
    if (response.mechListMIC === undefined) return;
    const mechanism = this.#mechanism();
    if (!mechanism.complete || !mechanism.integrity) return;
    if (!mechanism.verifyMic(this.#mechTypeList, response.mechListMIC)) {
      throw new SecurityError('the list of mechanisms was changed on its way, or the server does not know the key');
    }
    this.#micVerified = true;
  }
}
