/** The leases of a share's files: one a name, however often it is open, and given back when the server asks.  [MS-SMB2] 3.2.1.5, 3.2.5.19 */
import { randomBytes } from 'node:crypto';
import { step } from '../connection/exchange.ts';
import type { Tree } from '../tree/tree.ts';
import type { TreeLink } from '../tree/tree-link.ts';
import { SMB2_OPLOCK_LEVEL_II } from '../wire/commands/create.ts';
import {
  type LeaseBreakNotification,
  OplockBreak,
  type OplockBreakNotification,
  type OplockBreakRequest,
  SMB2_NOTIFY_BREAK_LEASE_FLAG_ACK_REQUIRED,
} from '../wire/commands/oplock-break.ts';
import {
  type LeaseV1,
  type LeaseV2,
  SMB2_LEASE_HANDLE_CACHING,
  SMB2_LEASE_READ_CACHING,
} from '../wire/contexts/lease.ts';
import type { FileId } from '../wire/file-id.ts';

/**
 * What is asked for. Nothing is cached here: a lease is what durable opens need. So it does without WRITE_CACHING, for which
 * the opens of everybody else would have to wait.
 */
const WANTED = SMB2_LEASE_READ_CACHING | SMB2_LEASE_HANDLE_CACHING;

/** The lease that all opens of one name share, so that none of them takes it from another. */
export class Lease {
  readonly name: string;
  /** 16 bytes. */
  readonly key: Buffer = randomBytes(16);
  /** Opens that have it. */
  opens = 0;
  /** As granted, or left by a break. */
  state = 0;
  epoch = 0;
  /** One of the opens has changed the file, which is no surprise to the others. */
  wasChanged = false;

  constructor(name: string) {
    this.name = name;
  }

  /** The context that asks for it, or for what is left of it. */
  context(version: 1 | 2): LeaseV1 | LeaseV2 {
    const fields = { leaseKey: this.key, leaseState: WANTED, flags: 0 };
    if (version === 1) return { version, ...fields };
    return { version, ...fields, parentLeaseKey: Buffer.alloc(16), epoch: this.epoch };
  }

  granted(lease: LeaseV1 | LeaseV2): void {
    this.state = lease.leaseState;
    if (lease.version === 2) this.epoch = lease.epoch;
  }
}

/** An open that has an oplock, of servers without leases. */
export interface OplockHolder {
  readonly fileId: FileId;
  oplockLevel: number;
}

export class Leases {
  readonly #tree: Tree;
  readonly #byName = new Map<string, Lease>();
  readonly oplocks: Set<OplockHolder> = new Set();

  constructor(tree: Tree) {
    this.#tree = tree;
  }

  /** The lease for one more open of `name`. */
  take(name: string): Lease {
    const lease = this.#byName.get(name) ?? new Lease(name);
    this.#byName.set(name, lease);
    lease.opens++;
    return lease;
  }

  /** The one that opens of `name` have. */
  of(name: string): Lease | undefined {
    return this.#byName.get(name);
  }

  /** An open that had it is closed. */
  release(lease: Lease): void {
    if (--lease.opens === 0) this.forget(lease);
  }

  /** The next open of that name gets another lease: the name leads to another file. */
  forget(lease: Lease): void {
    if (this.#byName.get(lease.name) === lease) this.#byName.delete(lease.name);
  }

  /** Gives up what the server takes back, and tells it so at once where it waits for that. */
  receive(notification: OplockBreakNotification, link: TreeLink): void {
    if (notification.structureSize === 44) this.#breakLease(notification, link);
    else this.#breakOplock(notification, link);
  }

  #breakLease({ leaseKey, newLeaseState, newEpoch, flags }: LeaseBreakNotification, link: TreeLink): void {
    const lease = [...this.#byName.values()].find(({ key }) => key.equals(leaseKey));
    // What is not held any more need not be given back twice.
    if (!lease || lease.state === newLeaseState) return;
    lease.state = newLeaseState;
    lease.epoch = newEpoch;
    if (flags & SMB2_NOTIFY_BREAK_LEASE_FLAG_ACK_REQUIRED) {
      this.#acknowledge(link, { structureSize: 36, flags: 0, leaseKey, leaseState: newLeaseState });
    }
  }

  #breakOplock({ fileId, oplockLevel }: { fileId: FileId; oplockLevel: number }, link: TreeLink): void {
    const holder = [...this.oplocks].find(
      (one) => one.fileId.volatile === fileId.volatile && one.fileId.persistent === fileId.persistent,
    );
    if (!holder || holder.oplockLevel === oplockLevel) return;
    const waits = holder.oplockLevel !== SMB2_OPLOCK_LEVEL_II;
    holder.oplockLevel = oplockLevel;
    if (waits) this.#acknowledge(link, { structureSize: 24, oplockLevel, fileId });
  }

  #acknowledge(link: TreeLink, body: OplockBreakRequest): void {
    // What is lost on the way the server has taken back without us by then.
    this.#tree.attempt(link, [step(OplockBreak, body)], { ref: false }).catch(() => {});
  }
}

const leases = new WeakMap<Tree, Leases>();

/** The leases of a share. */
export function leasesOf({ root: tree }: Tree): Leases {
  const known = leases.get(tree);
  if (known) return known;
  const made = new Leases(tree);
  leases.set(tree, made);
  tree.onOplockBreak = (notification) => made.receive(notification, tree.link);
  return made;
}

/** This client is about to change what `name` leads to: no surprise to those of its opens that find it changed. */
export function noteOwnChange({ root: tree }: Tree, name: string): void {
  const lease = leases.get(tree)?.of(name);
  if (lease) lease.wasChanged = true;
}
