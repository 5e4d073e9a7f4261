/** What an RPC interface is to the endpoint that offers it.  [C706] 12.6.4 */
import type { SyntaxIdentifier } from '../../wire/rpc/syntax-identifier.ts';

export interface RpcInterface {
  readonly syntax: SyntaxIdentifier;
  /** Runs an operation: the stub data of its arguments in, of its results out. Throws an RpcFailure to fail it. */
  call(opnum: number, stub: Buffer): Buffer;
}

/** How an operation fails: the status of the FAULT that the client is to see. */
export class RpcFailure extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`RPC fault 0x${status.toString(16)}`);
    this.name = 'RpcFailure';
    this.status = status;
  }
}
