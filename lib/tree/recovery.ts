/** What becomes of a request whose connection was lost before its answer came. */
import { held } from '../connection/held.ts';
import { OutcomeUnknownError, StatusError } from '../errors.ts';
import { STATUS_NETWORK_NAME_DELETED } from '../wire/ntstatus.ts';
import type { TreeLink } from './tree-link.ts';

/**
 * `repeat`: asked again, as doing it twice is doing it once. `claim`: asked again, but that something of the name is there
 * then leaves unknown who made it. `unknown`: the loss is reported as an OutcomeUnknownError. `none`: it is reported as it is.
 * Whatever the rule, a request that had not been sent yet is sent once the share is back.
 */
export type RecoveryRule = 'repeat' | 'claim' | 'unknown' | 'none';

/** Brings a share back; supplied by whoever knows how to connect. */
export interface TreeRecovery {
  /** Resolves with what takes the place of a lost link: the same for all who ask. Rejects when there is nothing to be had. */
  replace(lost: TreeLink, signal?: AbortSignal): Promise<TreeLink>;
}

/** How often one request may lose its connection until that is the request's own fault. */
const MAX_LOSSES = 8;

/** How often one request may wait in vain for a server that says nothing. */
const MAX_SILENCES = 2;

/** What requests are made of: a tree. */
export interface Recoverable {
  /** What the share is reached by, or was last. */
  readonly link: TreeLink;
  /** Whether a lost share comes back. */
  readonly recovers: boolean;
  /** What the share is reached by now; a lost link is replaced first, if that can be. */
  linked(signal?: AbortSignal): Promise<TreeLink>;
}

/** One attempt at a request. */
export interface Attempt {
  readonly link: TreeLink;
  /** To be called when the request leaves. */
  readonly sent: () => void;
  /** An earlier attempt left, and its answer never came. */
  readonly again: boolean;
}

/** Runs `attempt` until no connection is lost under it, as far as the rule allows. `name` tells what errors call the request. */
export async function recovering<T>(
  tree: Recoverable,
  rule: RecoveryRule,
  name: () => string,
  signal: AbortSignal | undefined,
  attempt: (attempt: Attempt) => Promise<T>,
): Promise<T> {
  let again = false;
  let silences = 0;
  for (let losses = 1; ; losses++) {
    const link = tree.recovers && tree.link.lost ? await held(tree.linked(signal)) : tree.link;
    let left = false;
    const sent = (): void => {
      left = true;
    };
    try {
      return await attempt({ link, sent, again });
    } catch (error) {
      if (!tree.recovers) throw error;
      if (isTreeDeleted(error) && losses < MAX_LOSSES) continue;
      if (!link.wasLostBy(error)) throw error;
      if (left && rule === 'none') throw error;
      if (left && rule === 'unknown') throw new OutcomeUnknownError(name(), { cause: error });
      if (error.code === 'ETIMEDOUT') silences++;
      if (losses === MAX_LOSSES || silences === MAX_SILENCES) {
        throw rule === 'claim' ? new OutcomeUnknownError(name(), { cause: error }) : error;
      }
      again ||= left;
    }
  }
}

/** The server refused the request because the share was taken from the session: nothing was done. */
function isTreeDeleted(error: unknown): boolean {
  return error instanceof StatusError && error.status === STATUS_NETWORK_NAME_DELETED;
}
