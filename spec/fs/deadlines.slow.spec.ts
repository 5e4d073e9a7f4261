/** Servers that stop answering in every way there is: each call ends with ETIMEDOUT at its deadline, and nothing of it is left. */
import { execFile } from 'node:child_process';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Faults } from '../../lib/server/faults.ts';
import { startEmbedded } from '../server/embedded.ts';
import { typescriptArguments } from '../support/run-spec.ts';

const test = suite('fs/deadlines');

/** What befalls a connection on which everything has gone well so far. */
type Trouble = (faults: Faults, relay: Relay) => void;

const TROUBLES: Readonly<Record<string, Trouble>> = {
  'a silent server': (faults) => void faults.silence(),
  'PENDING for ever': (faults) => void faults.pending(Number.POSITIVE_INFINITY),
  'a half-open peer': (_, relay) => relay.stop(),
  'one byte after the other': (_, relay) => relay.trickle(),
  'no credits any more': (faults) => void faults.credits(0),
};

/** The trouble that there is only when all that the server has granted is spent. */
const RUN_DRY = Object.keys(TROUBLES).indexOf('no credits any more');

/** Stands between a client and the server, and can let nothing through any more, or next to nothing. */
class Relay {
  readonly server: Server;
  readonly #sockets: Socket[] = [];
  readonly #timers: NodeJS.Timeout[] = [];
  #mode: 'open' | 'stopped' | 'trickling' = 'open';

  constructor(port: number, host: string) {
    this.server = createServer((client) => {
      const server = connect(port, host);
      for (const [from, to] of [
        [client, server],
        [server, client],
      ] as const) {
        this.#sockets.push(from);
        from.on('error', () => to.destroy());
        from.on('close', () => to.destroy());
        from.on('data', (bytes: Buffer) => this.#pass(bytes, to));
      }
    });
  }

  /** Resolves with the port. */
  listen(): Promise<number> {
    return new Promise((resolve) => {
      this.server.listen(0, '127.0.0.1', () => resolve((this.server.address() as AddressInfo).port));
    });
  }

  stop(): void {
    this.#mode = 'stopped';
  }

  trickle(): void {
    this.#mode = 'trickling';
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
    for (const socket of this.#sockets) socket.destroy();
    this.server.close();
  }

  #pass(bytes: Buffer, to: Socket): void {
    if (this.#mode === 'open') to.write(bytes);
    if (this.#mode !== 'trickling') return;
    let at = 0;
    const timer = setInterval(() => {
      if (at >= bytes.length || to.destroyed) clearInterval(timer);
      else to.write(bytes.subarray(at, ++at));
    }, 50);
    this.#timers.push(timer);
  }
}

/**
 * A program of its own, in which nothing but clients live, one a port: when there is trouble, each does all sorts of things, and
 * the program tells what they end with, and what is left of them. What comes on standard input is the sign to go on.
 */
const program = (ports: readonly number[]): string => `
  import { SmbFs } from '${new URL('../../lib/index.ts', import.meta.url).href}';
  const options = { username: 'ann', password: 's3cret', requestTimeout: 1000, reconnectTimeout: 0, connectTimeout: 5000 };
  const clients = ${JSON.stringify(ports)}.map((port) => new SmbFs('smb://127.0.0.1:' + port + '/share', options));
  // On a busy machine, deadlines as short as these pass now and then before there is any trouble.
  const prepare = async (smb) => {
    try {
      await smb.writeFile('/large', Buffer.alloc(200_000));
      return await smb.open('/large');
    } catch (error) {
      if (error.code === 'ETIMEDOUT') return prepare(smb);
      throw error;
    }
  };
  const files = await Promise.all(clients.map(prepare));
  console.log('ready');
  await new Promise((resolve) => process.stdin.once('data', resolve));
  process.stdin.destroy();
  // Each costs a credit or more, and what comes after them waits for its turn.
  const spend = (smb) => Array.from({ length: smb.diagnostics().credits.ceiling }, () => smb.stat('/large').catch(() => {}));
  const ends = await Promise.all(clients.map(async (smb, i) => {
    const spent = i === ${RUN_DRY} ? spend(smb) : [];
    const calls = [smb.readFile('/large'), smb.writeFile('/other', 'text'), smb.readdir('/'), files[i].stat(),
      smb.mkdir('/made'), smb.readFile('/large', { timeout: 50 })];
    const settled = await Promise.allSettled(calls);
    await Promise.all(spent);
    smb.destroy();
    return settled.map(({ status, reason }) => reason?.code ?? status);
  }));
  // Whatever closes does so within a few turns.
  const left = () => process.getActiveResourcesInfo().filter((name) => /TCP|Timeout|GetAddr/.test(name));
  for (let turn = 0; turn < 100 && left().length > 0; turn++) await new Promise((resolve) => setImmediate(resolve));
  console.log(JSON.stringify({ ends, left: left() }));`;

test('every call ends at its deadline, and no socket and no timer is left', async () => {
  const servers = await Promise.all(Object.values(TROUBLES).map(() => startEmbedded()));
  const relays = servers.map(({ host, port }) => new Relay(port, host));
  try {
    const ports = await Promise.all(relays.map((relay) => relay.listen()));
    const args = [...typescriptArguments, '--input-type=module', '--eval', program(ports)];
    const running = promisify(execFile)(process.execPath, args, { timeout: 120_000 });
    running.child.stdout?.once('data', () => {
      for (const [i, begin] of Object.values(TROUBLES).entries()) {
        const [server, relay] = [servers[i], relays[i]];
        if (server && relay) begin(server.server.faults, relay);
      }
      running.child.stdin?.end('go\n');
    });
    const [ready, told = ''] = (await running).stdout.trim().split('\n');
    assert.is(ready, 'ready');
    const { ends, left } = JSON.parse(told) as { ends: string[][]; left: string[] };
    assert.equal(left, []);
    for (const [i, what] of Object.keys(TROUBLES).entries()) {
      const codes = ends[i] ?? [];
      assert.is(codes.length, 6, what);
      assert.equal([codes[0], codes.at(-1)], ['ETIMEDOUT', 'ETIMEDOUT'], what);
      // What makes a name may have been done.
      // The last credit may have been enough for what takes a single request.
      const rest = i === RUN_DRY ? codes.filter((code) => code !== 'fulfilled') : codes;
      for (const code of rest) assert.match(code, /^(ETIMEDOUT|ERR_SMB_OUTCOME_UNKNOWN)$/, `${what}: ${codes.join()}`);
    }
  } finally {
    for (const relay of relays) relay.close();
    await Promise.all(servers.map((server) => server.stop()));
  }
});

test.run();
