/** An open that the server keeps when its connection is lost: how it is asked for, and how it is had back.  [MS-SMB2] 3.2.4.3.5, 3.2.4.4 */
import { randomBytes } from 'node:crypto';
import type { Tree } from '../tree/tree.ts';
import type { TreeLink } from '../tree/tree-link.ts';
import {
  type CreateRequest,
  type CreateResponse,
  SMB2_OPLOCK_LEVEL_BATCH,
  SMB2_OPLOCK_LEVEL_LEASE,
} from '../wire/commands/create.ts';
import { SMB2_DIALECT_300, SMB2_GLOBAL_CAP_LEASING } from '../wire/commands/negotiate.ts';
import { type CreateContext, packContext, unpackContext } from '../wire/contexts/create-contexts.ts';
import {
  DurableHandleReconnectContext,
  DurableHandleReconnectV2Context,
  DurableHandleRequestContext,
  DurableHandleRequestV2Context,
  DurableHandleResponseContext,
  DurableHandleResponseV2Context,
} from '../wire/contexts/durable-handle.ts';
import { LeaseContext, SMB2_LEASE_HANDLE_CACHING } from '../wire/contexts/lease.ts';
import type { FileId } from '../wire/file-id.ts';
import { type Lease, leasesOf, type OplockHolder } from './leases.ts';

/** Shares whose server grants the lease and not the durable open: asking is in vain. */
const WITHOUT_DURABLE_OPENS = new WeakSet<Tree>();

type Asked = Pick<CreateRequest, 'requestedOplockLevel' | 'createContexts'>;

/** What one open asks for, has, and gives back. */
export class Durability implements OplockHolder {
  readonly #tree: Tree;
  readonly #lease: Lease;
  /** Names the open to servers of 3.x, before they have given it a FileId. */
  readonly #createGuid = randomBytes(16);
  #granted = false;
  fileId: FileId = { persistent: 0n, volatile: 0n };
  oplockLevel = 0;

  constructor(tree: Tree, name: string) {
    this.#tree = tree.root;
    this.#lease = leasesOf(tree).take(name);
    leasesOf(tree).oplocks.add(this);
  }

  /** Whether the server keeps the open for us. */
  get granted(): boolean {
    return this.#granted;
  }

  /** Whether the file was changed here, through this open or another one of that name. */
  get changedHere(): boolean {
    return this.#lease.wasChanged;
  }

  /** The file is about to be changed through this open. */
  change(): void {
    this.#lease.wasChanged = true;
  }

  /** What CREATE asks for through `link`; undefined where asking is in vain. */
  ask(link: TreeLink): Asked | undefined {
    if (WITHOUT_DURABLE_OPENS.has(this.#tree)) return undefined;
    const createGuid = this.#createGuid;
    const durable = isVersion2(link)
      ? packContext(DurableHandleRequestV2Context, { timeout: 0, flags: 0, createGuid })
      : packContext(DurableHandleRequestContext, {});
    return this.#withLease(link, durable);
  }

  /** What CREATE asks for to have back, through `link`, what was lost. It carries nothing else but the lease. */
  askBack(link: TreeLink): Asked {
    const { fileId } = this;
    const createGuid = this.#createGuid;
    const durable = isVersion2(link)
      ? packContext(DurableHandleReconnectV2Context, { fileId, createGuid, flags: 0 })
      : packContext(DurableHandleReconnectContext, { fileId: { persistent: fileId.persistent, volatile: 0n } });
    return this.#withLease(link, durable);
  }

  /** The server has opened the file anew. */
  opened(link: TreeLink, { fileId, oplockLevel, createContexts }: CreateResponse): void {
    const lease = unpackContext(LeaseContext, createContexts);
    if (lease?.leaseKey.equals(this.#lease.key)) this.#lease.granted(lease);
    this.fileId = fileId;
    this.oplockLevel = oplockLevel;
    this.#granted = isVersion2(link)
      ? unpackContext(DurableHandleResponseV2Context, createContexts) !== undefined
      : unpackContext(DurableHandleResponseContext, createContexts) !== undefined;
    const couldHave = (this.#lease.state & SMB2_LEASE_HANDLE_CACHING) !== 0 || oplockLevel === SMB2_OPLOCK_LEVEL_BATCH;
    if (couldHave && !this.#granted) WITHOUT_DURABLE_OPENS.add(this.#tree);
  }

  /** The server has given back what was lost. */
  regained({ fileId, oplockLevel, createContexts }: CreateResponse): void {
    const lease = unpackContext(LeaseContext, createContexts);
    if (lease?.leaseKey.equals(this.#lease.key)) this.#lease.granted(lease);
    this.fileId = fileId;
    this.oplockLevel = oplockLevel;
  }

  /** The server has not kept it. */
  lost(): void {
    this.#granted = false;
  }

  /** The name leads to another file than the lease is for. */
  misnamed(): void {
    leasesOf(this.#tree).forget(this.#lease);
  }

  /** The open is closed. */
  release(): void {
    leasesOf(this.#tree).oplocks.delete(this);
    leasesOf(this.#tree).release(this.#lease);
  }

  #withLease(link: TreeLink, durable: CreateContext): Asked {
    const { serverCapabilities } = link.connection.negotiated;
    if ((serverCapabilities & SMB2_GLOBAL_CAP_LEASING) === 0) {
      return { requestedOplockLevel: SMB2_OPLOCK_LEVEL_BATCH, createContexts: [durable] };
    }
    const lease = packContext(LeaseContext, this.#lease.context(isVersion2(link) ? 2 : 1));
    return { requestedOplockLevel: SMB2_OPLOCK_LEVEL_LEASE, createContexts: [durable, lease] };
  }
}

function isVersion2(link: TreeLink): boolean {
  return link.connection.negotiated.dialect >= SMB2_DIALECT_300;
}
