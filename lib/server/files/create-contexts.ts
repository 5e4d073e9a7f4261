/** The create contexts of a request: some are answered, some refused, and those that ask for caching go unanswered.  [MS-SMB2] 3.3.5.9.1 - 3.3.5.9.14 */
import {
  type CreateContext,
  packContext,
  SMB2_CREATE_EA_BUFFER,
  unpackContext,
} from '../../wire/contexts/create-contexts.ts';
import {
  QueryMaximalAccessRequestContext,
  QueryMaximalAccessResponseContext,
} from '../../wire/contexts/maximal-access.ts';
import { QueryOnDiskIdResponseContext } from '../../wire/contexts/on-disk-id.ts';
import { TimewarpTokenContext } from '../../wire/contexts/timewarp-token.ts';
import {
  STATUS_EAS_NOT_SUPPORTED,
  STATUS_NONE_MAPPED,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_SUCCESS,
} from '../../wire/ntstatus.ts';
import { StatusFailure } from '../protocol/status-failure.ts';
import type { FileStats } from './file-stats.ts';
import type { Volume } from './volume.ts';

/** There are no snapshots, and no opens that survive their connection. */
const NOT_THERE: ReadonlySet<string> = new Set([TimewarpTokenContext.name, 'DHnC', 'DH2C']);

/** Throws a StatusFailure for a context without which the request is not worth doing. */
export function refuseContexts(contexts: readonly CreateContext[]): void {
  for (const { name, data } of contexts) {
    if (name === SMB2_CREATE_EA_BUFFER && data.length > 0) throw new StatusFailure(STATUS_EAS_NOT_SUPPORTED);
    if (NOT_THERE.has(name)) throw new StatusFailure(STATUS_OBJECT_NAME_NOT_FOUND);
  }
}

export function answerContexts(
  contexts: readonly CreateContext[],
  maximalAccess: number,
  stats: FileStats,
  volume: Volume,
): CreateContext[] {
  const answers: CreateContext[] = [];
  const asked = unpackContext(QueryMaximalAccessRequestContext, contexts);
  if (asked) {
    const known = asked.timestamp !== undefined && asked.timestamp === stats.lastWriteTime;
    const queryStatus = known ? STATUS_NONE_MAPPED : STATUS_SUCCESS;
    answers.push(packContext(QueryMaximalAccessResponseContext, { queryStatus, maximalAccess }));
  }
  if (contexts.some(({ name }) => name === QueryOnDiskIdResponseContext.name)) {
    const id = { diskFileId: stats.indexNumber, volumeId: BigInt(volume.serialNumber) };
    answers.push(packContext(QueryOnDiskIdResponseContext, id));
  }
  return answers;
}
