/** Large files on their way to a server and back, while connections are cut and the server is restarted. */
import * as nodeFs from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { SmbFs } from '../../lib/index.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import type { Samba } from '../support/samba.ts';
import type { Section } from '../support/samba-configuration.ts';
import { assertStamped, stamp } from '../support/stamps.ts';

/** Samba keeps what is open through a loss only where nothing but Samba uses the files; its other shares never do. */
export const DURABLE: Section = {
  'read only': 'no',
  'kernel oplocks': 'no',
  'kernel share modes': 'no',
  'posix locking': 'no',
};

export interface Interruptions {
  /** MiB of the file. */
  readonly mebibytes: number;
  /** How often the connection is cut each way, evenly over the file. */
  readonly cuts: number;
  /** How often the server is killed and started again each way. */
  readonly restarts: number;
}

/** What became of it each way: it has come through without a wrong byte, or there is no report. */
export interface TransferReport {
  readonly direction: 'upload' | 'download';
  readonly seconds: number;
  readonly cuts: number;
  readonly restarts: number;
}

const MIB = 1024 * 1024;
const PATH = '/interrupted';

/** The number in every stamp of the file. */
const ID = 1;

/** Moves a file to the share and back, byte by byte, as nobody would notice; throws at what is wrong. */
export async function transferBothWays(samba: Samba, share: string, plan: Interruptions): Promise<TransferReport[]> {
  const proxy = await startFaultProxy(samba);
  const smb = new SmbFs(proxy.through(samba.url(share)));
  try {
    const upload = await timed('upload', new Trouble(samba, proxy, plan), async (trouble) => {
      await pipeline(Readable.from(content(plan, trouble)), smb.createWriteStream(PATH));
    });
    const file = await nodeFs.open(join(samba.folder(share), PATH));
    await assertContent(file.createReadStream({ highWaterMark: MIB }), plan);
    const download = await timed('download', new Trouble(samba, proxy, plan), async (trouble) => {
      await assertContent(smb.createReadStream(PATH, { highWaterMark: MIB }), plan, trouble);
    });
    await smb.unlink(PATH);
    return [upload, download];
  } finally {
    await smb.close().catch(() => smb.destroy());
    await proxy.close();
  }
}

/** What goes wrong while a file is under way. */
class Trouble {
  readonly #samba: Samba;
  readonly #proxy: FaultProxy;
  readonly #plan: Interruptions;
  readonly #cutsBefore: number;
  #restarts = 0;
  #restarting: Promise<void> | undefined;

  constructor(samba: Samba, proxy: FaultProxy, plan: Interruptions) {
    this.#samba = samba;
    this.#proxy = proxy;
    this.#plan = plan;
    this.#cutsBefore = proxy.cuts;
  }

  get cuts(): number {
    return this.#proxy.cuts - this.#cutsBefore;
  }

  get restarts(): number {
    return this.#restarts;
  }

  /** `done` MiB are through: does what is due by now. */
  at(done: number): void {
    const { mebibytes, cuts, restarts } = this.#plan;
    if (this.#restarting) return;
    if (this.#restarts < dueBy(done, mebibytes, restarts)) this.#restart();
    else if (this.cuts < dueBy(done, mebibytes, cuts)) this.#proxy.cut();
  }

  /** The server is there again. */
  async over(): Promise<void> {
    await this.#restarting;
  }

  #restart(): void {
    this.#restarts++;
    this.#restarting = this.#samba.restart().finally(() => {
      this.#restarting = undefined;
    });
  }
}

/** Of `count` events, evenly spread, those that are due when `done` of `all` is through: none right at the start or end. */
function dueBy(done: number, all: number, count: number): number {
  return Math.min(count, Math.floor((done * (count + 1)) / all));
}

async function timed(
  direction: TransferReport['direction'],
  trouble: Trouble,
  transfer: (trouble: Trouble) => Promise<void>,
): Promise<TransferReport> {
  const started = performance.now();
  await transfer(trouble);
  const seconds = (performance.now() - started) / 1000;
  await trouble.over();
  const { cuts, restarts } = trouble;
  return { direction, seconds, cuts, restarts };
}

function* content({ mebibytes }: Interruptions, trouble: Trouble): Generator<Buffer> {
  for (let i = 0; i < mebibytes; i++) {
    trouble.at(i);
    const piece = Buffer.allocUnsafeSlow(MIB);
    stamp(piece, ID, i * MIB);
    yield piece;
  }
}

/** Compares every byte of what comes, and how many there are. */
async function assertContent(
  stream: AsyncIterable<Buffer>,
  { mebibytes }: Interruptions,
  trouble?: Trouble,
): Promise<void> {
  const piece = Buffer.allocUnsafeSlow(MIB);
  const scratch = Buffer.allocUnsafeSlow(MIB);
  let length = 0;
  for await (const chunk of stream) {
    for (let rest = chunk; rest.length > 0; ) {
      const taken = rest.copy(piece, length % MIB);
      length += taken;
      rest = rest.subarray(taken);
      if (length % MIB > 0) continue;
      assertStamped(piece, ID, length - MIB, scratch);
      trouble?.at(length / MIB);
    }
  }
  if (length !== mebibytes * MIB) throw new Error(`${length} bytes have come, of ${mebibytes} MiB`);
}
