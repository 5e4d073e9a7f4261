/** A client at work on a server whose answers are damaged on their way: it fails or succeeds, and goes on. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { memfs } from 'memfs';
import { SmbFs } from '../../lib/index.ts';
import { createServer as createSmbServer } from '../../lib/server/index.ts';
import { mutated, Random } from '../support/mutation.ts';
import { settled } from '../support/settles.ts';

export interface ClientFuzzResult {
  operations: number;
  /** Those that were rejected. */
  failed: number;
  /** Answers that were damaged. */
  mutated: number;
  /** Operations that did not settle, errors without a code, rejections that nobody handles. */
  readonly faults: string[];
}

const PREFIX = 4;

/** One answer in so many is damaged: the others lead on to where the next one can be. */
const DAMAGED_EVERY = 6;

/** Milliseconds in which an operation must have settled, however busy the machine: its own deadlines are far shorter. */
const PATIENCE = 30_000;

/** Does `count` operations. Nothing is signed: what is damaged reaches every part of the client. */
export async function fuzzClient(seed: number, count: number): Promise<ClientFuzzResult> {
  const random = new Random(seed);
  const result: ClientFuzzResult = { operations: 0, failed: 0, mutated: 0, faults: [] };
  const unhandled = (reason: unknown): void => void result.faults.push(`unhandled: ${(reason as Error).stack}`);
  process.on('unhandledRejection', unhandled);
  const { promises } = memfs({ '/file': 'content', '/folder/in': 'x', '/large': 'y'.repeat(300_000) }).fs;
  const server = createSmbServer({ shares: { guests: { fs: promises, guest: true } } });
  const { port } = await server.listen(0);
  const relay = await startRelay(port, random, () => result.mutated++);
  const url = `smb://127.0.0.1:${relay.port}/guests`;
  const deadlines = { connectTimeout: 200, requestTimeout: 200, reconnectTimeout: 0 };
  const smb = new SmbFs(url, { guest: true, signing: 'if-required', ...deadlines });
  while (result.operations < count) {
    result.operations++;
    try {
      await settled(random.pick(OPERATIONS)(smb), PATIENCE);
    } catch (error) {
      result.failed++;
      const { code, stack } = error as NodeJS.ErrnoException;
      if (typeof code !== 'string' || code === 'ERR_ASSERTION' || error instanceof RangeError) {
        result.faults.push(`operation ${result.operations}: ${stack}`);
      }
    }
  }
  smb.destroy();
  await relay.close();
  await server.close();
  process.off('unhandledRejection', unhandled);
  return result;
}

const OPERATIONS: ReadonlyArray<(smb: SmbFs) => Promise<unknown>> = [
  (smb) => smb.stat('/file'),
  (smb) => smb.readFile('/file'),
  (smb) => smb.readFile('/large'),
  (smb) => smb.writeFile('/file', 'other'),
  (smb) => smb.writeFile('/large', Buffer.alloc(300_000, 'z')),
  (smb) => smb.writeFile('/whole', 'whole', { atomic: true }),
  (smb) => smb.readdir('/', { withFileTypes: true }),
  (smb) => smb.statfs('/'),
  (smb) => smb.realpath('/folder/in'),
  (smb) => smb.rename('/file', '/file'),
  (smb) => smb.copyFile('/file', '/copy'),
  (smb) => smb.readlink('/file'),
  (smb) => smb.mkdir('/new/folder', { recursive: true }),
  (smb) => smb.rm('/new', { recursive: true, force: true }),
  (smb) => smb.utimes('/file', 1, 2),
  (smb) => smb.listShares(),
  async (smb) => {
    const file = await smb.promises.open('/file', 'r+');
    try {
      await file.stat();
      await file.sync();
    } finally {
      await file.close();
    }
  },
];

/** Relays to a server; now and then a frame of an answer is damaged, its length fitting or not. */
async function startRelay(
  serverPort: number,
  random: Random,
  onDamage: () => void,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const damage = (frame: Buffer): Buffer => {
    if (random.below(DAMAGED_EVERY) > 0) return frame;
    onDamage();
    if (random.below(20) === 0) return random.bytes(random.below(200));
    const body = mutated(frame.subarray(PREFIX), random);
    const prefix = Buffer.alloc(PREFIX);
    prefix.writeUInt32BE(random.below(20) === 0 ? random.below(2 ** 24) : body.length);
    return Buffer.concat([prefix, body]);
  };
  const listener = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ host: '127.0.0.1', port: serverPort, noDelay: true });
    client.on('data', (data: Buffer) => upstream.write(data));
    let rest = Buffer.alloc(0);
    upstream.on('data', (data: Buffer) => {
      rest = Buffer.concat([rest, data]);
      while (rest.length >= PREFIX && rest.length >= PREFIX + rest.readUInt32BE(0)) {
        const end = PREFIX + rest.readUInt32BE(0);
        client.write(damage(rest.subarray(0, end)));
        rest = rest.subarray(end);
      }
    });
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
    }
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  return {
    port: (listener.address() as AddressInfo).port,
    async close() {
      const closed = once(listener, 'close');
      listener.close();
      await closed;
    },
  };
}
