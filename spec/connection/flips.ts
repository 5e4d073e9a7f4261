/** Turns one bit round on its way between a client and a server, at any byte, and looks at what becomes of the session. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { memfs } from 'memfs';
import { SmbFs, type SmbFsOptions } from '../../lib/index.ts';
import { createServer as createSmbServer } from '../../lib/server/index.ts';

export type Direction = 'request' | 'response';

/** One byte of a session, and the bit of it that is turned round. */
export interface Flip {
  readonly direction: Direction;
  /** Counts from the first byte of the connection. */
  readonly at: number;
  readonly bit: number;
}

export interface FlipReport {
  /** Bytes of the session that was not touched. */
  readonly bytes: Readonly<Record<Direction, number>>;
  flips: number;
  /** By what it was noticed: the code of the error, or that the connection was made anew. */
  readonly detected: Record<string, number>;
  /** What was not noticed, and did nothing. */
  readonly harmless: string[];
  /** What was not noticed, and did something. */
  readonly wrong: string[];
}

/** Sessions of every kind of protection. */
export const PROTECTIONS: Readonly<Record<string, SmbFsOptions>> = {
  'signed with HMAC-SHA256': { signingAlgorithms: ['hmac-sha256'] },
  'signed with AES-CMAC': { signingAlgorithms: ['aes-cmac'] },
  'signed with AES-GMAC': { signingAlgorithms: ['aes-gmac'] },
  'encrypted with AES-128-GCM': { encryption: 'required', ciphers: ['aes-128-gcm'] },
  'encrypted with AES-128-CCM': { encryption: 'required', ciphers: ['aes-128-ccm'] },
};

/** A frame's length that says more than there is can only be found out by waiting. */
const SILENCE = 400;

const CONTENT = 'what is written to the file';

/** What the session is made of; `flip` tells where it differs from what was sent. */
interface Relay {
  readonly port: number;
  flip: Flip | undefined;
  connections: number;
  readonly bytes: Record<Direction, number>;
  begin(flip: Flip | undefined): void;
  close(): Promise<void>;
}

/** Flips at `places` of a session with that protection, given how many bytes it has. */
export async function flipThrough(
  options: SmbFsOptions,
  places: (bytes: Readonly<Record<Direction, number>>) => Iterable<Flip>,
): Promise<FlipReport> {
  const { promises } = memfs({ '/file': CONTENT }).fs;
  const server = createSmbServer({ shares: { share: promises }, users: { ann: 's3cret' } });
  const { port } = await server.listen(0);
  const relay = await startRelay(port);
  const url = `smb://ann:s3cret@127.0.0.1:${relay.port}/share`;
  const session = async (flip: Flip | undefined): Promise<string | undefined> => {
    relay.begin(flip);
    // What was not touched takes as long as it takes on a busy machine.
    const patience = flip ? SILENCE : 30_000;
    const smb = new SmbFs(url, { requestTimeout: patience, connectTimeout: patience, reconnectTimeout: 0, ...options });
    try {
      await run(smb);
      return relay.connections > 1 ? 'another connection' : undefined;
    } catch (error) {
      return `${(error as { code?: unknown }).code}`;
    } finally {
      smb.destroy();
    }
  };
  const clean = await session(undefined);
  if (clean !== undefined) throw new Error(`the session fails by itself: ${clean}`);
  const report: FlipReport = { bytes: { ...relay.bytes }, flips: 0, detected: {}, harmless: [], wrong: [] };
  for (const flip of places(report.bytes)) {
    report.flips++;
    const found = await session(flip);
    const what = `bit ${flip.bit} of ${flip.direction} byte ${flip.at}`;
    const written = await promises.readFile('/file', 'utf8');
    if (found === 'WRONG' || (written !== CONTENT && written !== '')) report.wrong.push(what);
    else if (found === undefined) report.harmless.push(what);
    else report.detected[found] = (report.detected[found] ?? 0) + 1;
    await promises.writeFile('/file', CONTENT);
  }
  await relay.close();
  await server.close();
  return report;
}

/** Negotiates, logs on, enters the share; creates, writes, reads, closes and looks. Every answer is waited for. */
async function run(smb: SmbFs): Promise<void> {
  const file = await smb.promises.open('/file', 'w+');
  let text: string;
  try {
    await file.write(CONTENT, 0);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(100), 0, 100, 0);
    text = buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
  const { size } = await smb.stat('/file');
  if (size !== CONTENT.length || text !== CONTENT) throw Object.assign(new Error(text), { code: 'WRONG' });
}

async function startRelay(serverPort: number): Promise<Relay> {
  const listener = createServer({ noDelay: true }, (client) => {
    relay.connections++;
    const isFirst = relay.connections === 1;
    const upstream = connect({ host: '127.0.0.1', port: serverPort, noDelay: true });
    for (const [direction, from, to] of [
      ['request', client, upstream],
      ['response', upstream, client],
    ] as const) {
      let passed = 0;
      from.on('data', (data: Buffer) => {
        const { flip } = relay;
        const at = flip && isFirst && flip.direction === direction ? flip.at - passed : -1;
        const byte = data[at];
        if (flip && byte !== undefined) data[at] = byte ^ (1 << flip.bit);
        passed += data.length;
        if (isFirst) relay.bytes[direction] = passed;
        to.write(data);
      });
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
    }
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  const relay: Relay = {
    port,
    flip: undefined,
    connections: 0,
    bytes: { request: 0, response: 0 },
    begin(flip) {
      relay.flip = flip;
      relay.connections = 0;
    },
    async close() {
      const closed = once(listener, 'close');
      listener.close();
      await closed;
    },
  };
  return relay;
}
