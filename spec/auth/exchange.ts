/** A whole exchange between an initiator and an acceptor, with somebody on the wire between them. */
import type { AcceptorResult } from '../../lib/auth/mechanism.ts';
import type { SpnegoAcceptor } from '../../lib/auth/spnego-acceptor.ts';
import type { SpnegoInitiator } from '../../lib/auth/spnego-initiator.ts';

/** Changes a token on its way, or not; `number` counts the tokens of that direction from 0. */
export type Wire = (token: Buffer, number: number) => Buffer;

export const untouched: Wire = (token) => token;

/** Runs the exchange to its end, as SESSION_SETUP does; the result is the acceptor's last one. */
export async function exchange(
  initiator: SpnegoInitiator,
  acceptor: SpnegoAcceptor,
  toServer: Wire = untouched,
  toClient: Wire = untouched,
): Promise<AcceptorResult> {
  let token = await initiator.start(acceptor.hint());
  for (let round = 0; ; round++) {
    const result = await acceptor.next(toServer(token, round));
    if (result.state === 'rejected') return result;
    const reply = toClient(result.token ?? Buffer.alloc(0), round);
    if (result.state === 'complete') {
      await initiator.finish(reply);
      return result;
    }
    token = await initiator.next(reply);
  }
}
