/** A CREATE on its way to an open: sent again as it may be, and closed when nobody waits for it any more. */
import type { Replies, Step } from '../connection/exchange.ts';
import type { RecoveryRule } from '../tree/recovery.ts';
import type { Tree, TreeOptions } from '../tree/tree.ts';
import type { TreeLink } from '../tree/tree-link.ts';
import { type CreateRequest, type CreateResponse, FILE_CREATE } from '../wire/commands/create.ts';
import { STATUS_INVALID_PARAMETER } from '../wire/ntstatus.ts';
import { createWithIdentity } from './create-with-identity.ts';
import { Durability } from './durability.ts';
import { RECOVERY } from './recovery-table.ts';

type CreateStep = Step<CreateRequest, CreateResponse>;

/** The replies to a chain that begins with CREATE, what they came through, and the CREATE as it was sent. */
interface Opened<T extends readonly Step[]> {
  readonly link: TreeLink;
  readonly replies: Replies<T>;
  readonly request: CreateStep;
}

export class Opening {
  readonly #tree: Tree;
  readonly #name: string;
  readonly #desiredAccess: number;
  readonly #rest: Partial<CreateRequest>;
  #durability: Durability | undefined;

  /** With `kept`, the server is asked to keep the open when the connection is lost. */
  constructor(
    tree: Tree,
    name: string,
    desiredAccess: number,
    rest: Partial<CreateRequest>,
    kept: boolean | undefined,
  ) {
    this.#tree = tree;
    this.#name = name;
    this.#desiredAccess = desiredAccess;
    this.#rest = rest;
    if (kept && tree.recovers) this.#durability = new Durability(tree, name);
  }

  /** What the open that comes of it has to release; undefined where nothing was asked for. */
  get durability(): Durability | undefined {
    return this.#durability;
  }

  /** Sends the chain that `chain` makes of the CREATE, and resolves with its replies, whatever their statuses. */
  async exchange<const T extends readonly [CreateStep, ...Step[]]>(
    chain: (created: CreateStep) => T,
    options: TreeOptions,
  ): Promise<Opened<T>> {
    try {
      const opened = await this.#exchange(chain, options);
      const [created] = opened.replies as readonly [{ readonly status: number; readonly body: unknown }];
      if (created.body) return opened;
      this.#release();
      // The name may have led to another file when its lease was taken.
      if (created.status !== STATUS_INVALID_PARAMETER || opened.request.body.createContexts.length < 2) return opened;
      return await this.#exchange(chain, options);
    } catch (error) {
      this.#release();
      throw error;
    }
  }

  async #exchange<const T extends readonly [CreateStep, ...Step[]]>(
    chain: (created: CreateStep) => T,
    options: TreeOptions,
  ): Promise<Opened<T>> {
    const { link, steps, replies } = await this.#tree.exchange((through) => chain(this.#create(through)), {
      ...options,
      recovery: this.#rule,
      replays: this.#durability !== undefined,
      late: ([created]) => this.#abandon(created?.body),
    });
    return { link, replies, request: steps[0] };
  }

  get #rule(): RecoveryRule {
    return this.#rest.createDisposition === FILE_CREATE ? RECOVERY.openExclusively : RECOVERY.open;
  }

  #create(link: TreeLink): CreateStep {
    return createWithIdentity(this.#name, this.#desiredAccess, { ...this.#rest, ...this.#durability?.ask(link) });
  }

  #abandon(created: unknown): void {
    if (created) this.#tree.abandon((created as CreateResponse).fileId);
  }

  #release(): void {
    this.#durability?.misnamed();
    this.#durability?.release();
    this.#durability = undefined;
  }
}
