/** Feeds a server mutated and random messages, the same ones for the same seed, and counts what becomes of them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server } from '../../lib/server/index.ts';
import { Echo } from '../../lib/wire/commands/echo.ts';
import { Logoff } from '../../lib/wire/commands/logoff.ts';
import { Negotiate } from '../../lib/wire/commands/negotiate.ts';
import { SessionSetup } from '../../lib/wire/commands/session-setup.ts';
import { TreeDisconnect } from '../../lib/wire/commands/tree-disconnect.ts';
import type { FileId } from '../../lib/wire/file-id.ts';
import type { Header } from '../../lib/wire/header.ts';
import { capturedBodies } from '../support/captured-bodies.ts';
import { mutated, Random } from '../support/mutation.ts';
import { settled } from '../support/settles.ts';
import { RawClient } from './raw-client.ts';

export interface FuzzTarget {
  readonly host: string;
  readonly port: number;
  /** A share that lets guests in. */
  readonly share: string;
}

export interface FuzzResult {
  /** Messages sent. */
  readonly sent: number;
  readonly answered: number;
  /** Connections that the server dropped. */
  readonly dropped: number;
}

/** A server to be fuzzed, over a folder: what memory a file system takes for a file of 4 GiB is not the question. */
export interface FuzzServer extends FuzzTarget {
  readonly server: Server;
  readonly failures: readonly Error[];
  stop(): Promise<void>;
}

export async function startFuzzServer(): Promise<FuzzServer> {
  const folder = await mkdtemp(join(tmpdir(), 'smbfs-fuzz-'));
  const server = createServer({ shares: { guests: { fs: folder, guest: true } } });
  const failures: Error[] = [];
  server.events.on('failure', (error) => failures.push(error));
  const { host, port } = await server.listen(0);
  const stop = async (): Promise<void> => {
    await server.close();
    await rm(folder, { recursive: true });
  };
  return { host, port, share: 'guests', server, failures, stop };
}

/** Messages that are on their way together, and batches of them that one connection sees at most. */
const BATCH = 16;
const BATCHES = 16;

/** How long the server may take over a batch. */
const PATIENCE = 20_000;

/** Where a request's FileId lies in its body. */
const FILE_ID_AT: ReadonlyMap<number, number> = new Map([
  ...[6, 7, 10, 11, 14, 15].map((command) => [command, 8] as const),
  ...[8, 9, 17].map((command) => [command, 16] as const),
  [16, 24],
]);

/** Sends `count` messages. Rejects when the server neither answers nor drops a connection. */
export async function fuzz(target: FuzzTarget, seed: number, count: number): Promise<FuzzResult> {
  const random = new Random(seed);
  const result = { sent: 0, answered: 0, dropped: 0 };
  while (result.sent < count) {
    const client = await RawClient.connect(target.host, target.port);
    await oneConnection(client, target.share, random, result, count);
    if (client.ended) result.dropped++;
    client.destroy();
    await client.gone;
  }
  return result;
}

async function oneConnection(
  client: RawClient,
  share: string,
  random: Random,
  result: { sent: number; answered: number },
  count: number,
): Promise<void> {
  let fileId: FileId = { persistent: 0n, volatile: 0n };
  // One connection in eight never logs on.
  if (random.below(8) > 0) {
    await client.logOnAsGuest();
    await client.enter(share);
    fileId = (await client.open(`fuzz${random.below(8)}`)) ?? fileId;
  }
  for (let batch = 0; batch < BATCHES && !client.ended && result.sent < count; batch++) {
    const messages = Array.from({ length: BATCH }, () => hostileMessage(client, fileId, random));
    result.sent += messages.length;
    const before = client.replies.length;
    const echo = client.messageId;
    client.send(...messages, client.message(Echo, {}));
    await settled(
      client.reply(echo).catch(() => undefined),
      PATIENCE,
    );
    result.answered += client.replies.length - before;
    client.replies.length = 0;
  }
}

function hostileMessage(client: RawClient, fileId: FileId, random: Random): Buffer {
  if (random.below(1000) === 0) return random.bytes(random.below(300)); // no SMB at all
  const captured = random.pick(random.below(100) === 0 ? LOGON_REQUESTS : REQUESTS);
  const body = Buffer.from(captured.body, 'hex');
  const at = FILE_ID_AT.get(captured.command);
  if (at !== undefined && body.length >= at + 16 && random.below(16) > 0) {
    body.writeBigUInt64LE(fileId.persistent, at);
    body.writeBigUInt64LE(fileId.volatile, at + 8);
  }
  const message = client.rawMessage(captured.command, mutated(body, random, 2), hostileHeader(random));
  // Now and then the header itself, but for the MessageId: that would only be the end of the connection.
  if (random.below(200) === 0) message[random.pick([4, 6, 12, 16, 17, 20, 21, 36, 40, 47])] = random.below(256);
  return message;
}

function hostileHeader(random: Random): Partial<Header> {
  switch (random.below(400)) {
    case 0:
      return { treeId: random.below(2 ** 32) };
    case 1:
      return { sessionId: BigInt(random.below(2 ** 32)) };
    case 2:
      return { flags: random.below(256) & ~1 };
    case 3:
      return { messageId: random.below(1000) };
    case 4:
      return { creditCharge: random.pick([0, 2, 0xffff]) };
    case 5:
      return { command: random.below(0x20) };
    default:
      return {};
  }
}

const requests = capturedBodies.filter(({ direction }) => direction === 'request');

/** What ends a connection or session, or begins it: rare, as little can follow. */
const LOGON_COMMANDS: readonly number[] = [Negotiate, SessionSetup, Logoff, TreeDisconnect].map(
  ({ command }) => command,
);
const LOGON_REQUESTS = requests.filter(({ command }) => LOGON_COMMANDS.includes(command));
const REQUESTS = requests.filter(({ command }) => !LOGON_COMMANDS.includes(command));
