/** LOCK.  [MS-SMB2] 3.3.5.14 */
import {
  Lock,
  type LockElement,
  type LockRequest,
  type LockResponse,
  SMB2_LOCKFLAG_EXCLUSIVE_LOCK,
  SMB2_LOCKFLAG_FAIL_IMMEDIATELY,
  SMB2_LOCKFLAG_SHARED_LOCK,
  SMB2_LOCKFLAG_UNLOCK,
} from '../../wire/commands/lock.ts';
import {
  STATUS_CANCELLED,
  STATUS_INSUFFICIENT_RESOURCES,
  STATUS_INVALID_DEVICE_REQUEST,
  STATUS_INVALID_LOCK_RANGE,
  STATUS_INVALID_PARAMETER,
  STATUS_LOCK_NOT_GRANTED,
  STATUS_RANGE_NOT_LOCKED,
} from '../../wire/ntstatus.ts';
import { type Command, type Result, success, type TreeContext } from '../protocol/command.ts';
import { StatusFailure } from '../protocol/status-failure.ts';
import type { LockRange } from './byte-range-locks.ts';
import { fileCommand, findFile } from './file-command.ts';
import type { FileOpen } from './file-open.ts';

const KINDS = SMB2_LOCKFLAG_SHARED_LOCK | SMB2_LOCKFLAG_EXCLUSIVE_LOCK | SMB2_LOCKFLAG_UNLOCK;
const LARGEST = 0xffff_ffff_ffff_ffffn;

export const lockCommand: Command = fileCommand(Lock, lock);

async function lock(request: LockRequest, context: TreeContext): Promise<Result<LockResponse>> {
  const open = findFile(context, request.fileId);
  const { locks } = request;
  const [first] = locks;
  if (!first) throw new StatusFailure(STATUS_INVALID_PARAMETER);
  if (open.directory) throw new StatusFailure(STATUS_INVALID_DEVICE_REQUEST);
  if ((first.flags & KINDS) === SMB2_LOCKFLAG_UNLOCK) unlock(open, locks);
  else await lockAll(open, locks, context);
  return success({});
}

/** Those in front of one that is not locked stay unlocked.  [MS-SMB2] 3.3.5.14.1 */
function unlock(open: FileOpen, locks: readonly LockElement[]): void {
  for (const { offset, length, flags } of locks) {
    if (flags !== SMB2_LOCKFLAG_UNLOCK) throw new StatusFailure(STATUS_INVALID_PARAMETER);
    if (!open.node.locks.release(open.fileId, offset, length)) throw new StatusFailure(STATUS_RANGE_NOT_LOCKED);
  }
}

/** All or none. Only a single lock may wait.  [MS-SMB2] 3.3.5.14.2 */
async function lockAll(open: FileOpen, elements: readonly LockElement[], context: TreeContext): Promise<void> {
  const ranges = elements.map((element) => rangeOf(element, elements.length));
  const { locks } = open.node;
  const taken: LockRange[] = [];
  try {
    for (const [index, range] of ranges.entries()) {
      if (locks.full) throw new StatusFailure(STATUS_INSUFFICIENT_RESOURCES);
      const waits = ((elements[index]?.flags ?? 0) & SMB2_LOCKFLAG_FAIL_IMMEDIATELY) === 0;
      while (!locks.take(open.fileId, range)) {
        if (!waits) throw new StatusFailure(STATUS_LOCK_NOT_GRANTED);
        await untilChanged(open, context);
      }
      taken.push(range);
    }
  } catch (error) {
    for (const { offset, length } of taken) locks.release(open.fileId, offset, length);
    throw error;
  }
}

async function untilChanged(open: FileOpen, context: TreeContext): Promise<void> {
  context.pending();
  await open.node.locks.change(AbortSignal.any([context.signal, open.ended]));
  if (context.signal.aborted) throw new StatusFailure(STATUS_CANCELLED);
  if (open.ended.aborted) throw new StatusFailure(STATUS_RANGE_NOT_LOCKED);
}

function rangeOf({ offset, length, flags }: LockElement, count: number): LockRange {
  const kind = flags & KINDS;
  if (kind !== SMB2_LOCKFLAG_SHARED_LOCK && kind !== SMB2_LOCKFLAG_EXCLUSIVE_LOCK) {
    throw new StatusFailure(STATUS_INVALID_PARAMETER);
  }
  if (flags & ~(KINDS | SMB2_LOCKFLAG_FAIL_IMMEDIATELY)) throw new StatusFailure(STATUS_INVALID_PARAMETER);
  if (count > 1 && !(flags & SMB2_LOCKFLAG_FAIL_IMMEDIATELY)) throw new StatusFailure(STATUS_INVALID_PARAMETER);
  if (length > 0n && offset + length - 1n > LARGEST) throw new StatusFailure(STATUS_INVALID_LOCK_RANGE);
  return { offset, length, exclusive: kind === SMB2_LOCKFLAG_EXCLUSIVE_LOCK };
}
