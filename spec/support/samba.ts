/** A private Samba server for the specs: its own folder, address and accounts; nothing of it survives the spec. */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { connect } from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { atExit } from './at-exit.ts';
import { freePort, ownLoopbackAddress } from './free-port.ts';
import { findProcesses, killAll, processName } from './processes.ts';
import { type Account, createAccounts, numberUsers, type User, writePasswd } from './samba-accounts.ts';
import {
  configurationText,
  type Section,
  serverFolders,
  standardGlobal,
  standardShares,
} from './samba-configuration.ts';
import { findProgram, missingPrograms } from './samba-programs.ts';

export { sambaConfigurations } from './samba-configuration.ts';

const run = promisify(execFile);

export interface SambaOptions {
  /** Lines for `[global]`, added to the standard ones or replacing them. */
  readonly global?: Section;
  /** Shares by name, added to `share`, `guest`, `ro` and `enc` or replacing them; each gets a `path` unless it has one. */
  readonly shares?: Readonly<Record<string, Section>>;
  /** Accounts by name, beside `ann` with the password `s3cret`. */
  readonly users?: Readonly<Record<string, string | Account>>;
}

/** Parameters of a share's URL; `undefined` leaves out one that would be there. */
export type UrlParameters = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Samba extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** A second port of the same server, for NetBIOS framing: Samba accepts a session request on any port. */
  readonly netbiosPort: number;
  /** The local folder behind a share. */
  folder(share?: string): string;
  /** Makes what a spec put into a share's folder ann's own, as if she had written it through the server. */
  give(localPath: string): void;
  /** `smb://host:port/share` for ann; `transport: 'netbios'` picks the NetBIOS port. */
  url(share?: string, parameters?: UrlParameters): string;
  /** The paths, relative to their share, of what clients hold open now: one for each open. */
  openFiles(): Promise<string[]>;
  /** What `smbstatus` prints. */
  smbstatus(...args: string[]): Promise<string>;
  /** Kills the server and starts it again on the same ports with the same files. */
  restart(): Promise<void>;
  /** Kills the server and removes its folder. */
  stop(): Promise<void>;
  /** Everything the server has logged. */
  log(): string;
}

const START_DEADLINE_MS = 60_000;
const STOP_DEADLINE_MS = 30_000;
const POLL_MS = 5;

/** Why Samba cannot be started here, or undefined when it can. */
export function whyNoSamba(): string | undefined {
  const missing = missingPrograms();
  return missing.length === 0 ? undefined : `this machine has no ${missing.join(', ')}`;
}

/** Starts a server and answers when it accepts connections. */
export async function startSamba(options: SambaOptions = {}): Promise<Samba> {
  const missing = whyNoSamba();
  if (missing !== undefined) throw new Error(missing);
  const host = ownLoopbackAddress();
  const server = new SambaServer(host, await freePort(host), await freePort(host), options);
  try {
    await server.prepare();
    await server.start();
  } catch (cause) {
    const log = server.log();
    await server.stop();
    throw new Error(`Samba did not start\n${log}`, { cause });
  }
  return server;
}

class SambaServer implements Samba {
  readonly host: string;
  readonly port: number;
  readonly netbiosPort: number;
  readonly #home: string;
  readonly #users: readonly User[];
  readonly #global: Section;
  readonly #shares: ReadonlyMap<string, Section>;
  readonly #forgetAtExit: () => void;
  #environment: NodeJS.ProcessEnv = {};
  #lifeline: number | undefined;
  #child: ChildProcess | undefined;

  constructor(host: string, port: number, netbiosPort: number, options: SambaOptions) {
    this.host = host;
    this.port = port;
    this.netbiosPort = netbiosPort;
    this.#home = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'smbfs-samba-'));
    this.#forgetAtExit = atExit(() => this.#stopNow());
    this.#global = { ...standardGlobal(this.#home, host, [port, netbiosPort]), ...options.global };
    this.#shares = new Map(
      Object.entries({ ...standardShares, ...options.shares }).map(([name, lines]) => [
        name,
        { path: path.join(this.#home, 's', name), ...lines },
      ]),
    );
    this.#users = numberUsers({ ann: 's3cret', ...options.users });
  }

  folder(share = 'share'): string {
    const folder = this.#shares.get(share)?.path;
    if (folder === undefined) throw new Error(`This Samba has no share ${share}`);
    return folder;
  }

  give(localPath: string): void {
    const uid = this.#users[0]?.uid;
    if (uid === undefined || process.getuid?.() !== 0) return;
    fs.lchownSync(localPath, uid, uid);
    if (!fs.lstatSync(localPath).isDirectory()) return;
    for (const name of fs.readdirSync(localPath)) this.give(path.join(localPath, name));
  }

  url(share = 'share', parameters: UrlParameters = {}): string {
    const port = parameters.transport === 'netbios' ? this.netbiosPort : this.port;
    const url = new URL(`smb://${this.host}:${port}/${encodeURIComponent(share)}`);
    const all: UrlParameters = { 'auth-username': 'ann', 'auth-password': 's3cret', ...parameters };
    for (const [name, value] of Object.entries(all)) if (value !== undefined) url.searchParams.set(name, `${value}`);
    return url.href;
  }

  async openFiles(): Promise<string[]> {
    const status = JSON.parse(await this.smbstatus('--locks', '--json')) as {
      open_files?: Record<string, { filename: string; opens: Record<string, unknown> }>;
    };
    return Object.values(status.open_files ?? {}).flatMap(({ filename, opens }) =>
      Object.keys(opens).map(() => filename),
    );
  }

  async smbstatus(...args: string[]): Promise<string> {
    // smbstatus insists on root; in a user namespace of one's own everybody is.
    const asRoot = process.getuid?.() === 0 ? [] : ['unshare', '--map-root-user'];
    return await this.#program('smbstatus', args, '', asRoot);
  }

  async restart(): Promise<void> {
    await this.#kill();
    await this.start();
  }

  async stop(): Promise<void> {
    await this.#kill();
    this.#forget();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  log(): string {
    const folder = path.join(this.#home, 'log');
    if (!fs.existsSync(folder)) return '';
    const files = fs.readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
    return files.map(({ name }) => `${name}:\n${fs.readFileSync(path.join(folder, name), 'utf8')}`).join('\n');
  }

  /** Writes everything that smbd needs before it starts. */
  async prepare(): Promise<void> {
    fs.chmodSync(this.#home, 0o755); // The shares are for accounts other than the one that runs smbd.
    for (const name of serverFolders) fs.mkdirSync(path.join(this.#home, name));
    for (const { path: folder } of this.#shares.values()) {
      if (folder === undefined || fs.existsSync(folder)) continue;
      fs.mkdirSync(folder, { recursive: true });
      fs.chmodSync(folder, 0o777);
    }
    const sections = new Map([['global', this.#global], ...this.#shares]);
    fs.writeFileSync(path.join(this.#home, 'smb.conf'), configurationText(sections));
    // Node's own pipe would not do: it is a socket, which smbd takes for a client handed over by inetd.
    const lifeline = path.join(this.#home, 'lifeline');
    execFileSync('mkfifo', [lifeline]);
    this.#lifeline = fs.openSync(lifeline, fs.constants.O_RDWR);
    const { PATH } = process.env;
    this.#environment = { PATH, LC_ALL: 'C.UTF-8', ...writePasswd(this.#home, this.#users) };
    const machine = `${this.#global['netbios name']} ${this.#global['passdb backend']}`;
    await createAccounts(path.join(this.#home, 'private'), this.#users, machine, (...args) => this.#program(...args));
  }

  /** Starts smbd and waits until it accepts connections. */
  async start(): Promise<void> {
    const child = this.#spawn();
    this.#child = child;
    const ended = new Promise<never>((_, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) => reject(new Error(`smbd ended with ${signal ?? code}`)));
    });
    await Promise.race([ended, this.#accepting(child)]);
    // A spec that forgets to stop its server ends all the same, and the server with it.
    child.unref();
  }

  #spawn(): ChildProcess {
    const inHome = (name: string) => path.join(this.#home, name);
    const input = fs.openSync(inHome('lifeline'), fs.constants.O_RDONLY);
    const output = fs.openSync(inHome('log/output'), 'a');
    try {
      // In a process group of its own, so that what smbd signals is not us; as it leads that group already, smbd must
      // not try to make one. It ends when its input does: not even a killed spec leaves it behind.
      return spawn(
        findProgram('smbd') ?? 'smbd',
        ['-F', '--no-process-group', '-s', inHome('smb.conf'), '-l', inHome('log')],
        { detached: true, env: this.#environment, stdio: [input, output, output], cwd: this.#home },
      );
    } finally {
      fs.closeSync(input);
      fs.closeSync(output);
    }
  }

  async #accepting(child: ChildProcess): Promise<void> {
    const deadline = Date.now() + START_DEADLINE_MS;
    while (!(await accepts(this.host, this.port)) || !(await accepts(this.host, this.netbiosPort))) {
      if (child.exitCode !== null || child.signalCode !== null) return;
      if (Date.now() > deadline) throw new Error(`smbd does not accept connections on ${this.host}:${this.port}`);
      await delay(POLL_MS);
    }
  }

  /** Runs one of Samba's programs with this server's configuration and answers what it prints. */
  async #program(name: string, args: readonly string[], input = '', launcher: readonly string[] = []): Promise<string> {
    const program = findProgram(name) ?? name;
    const [file = program, ...rest] = [...launcher, program, '-s', path.join(this.#home, 'smb.conf'), ...args];
    const promise = run(file, rest, { env: this.#environment });
    promise.child.stdin?.end(input);
    return (await promise).stdout;
  }

  async #kill(): Promise<void> {
    for (const deadline = Date.now() + STOP_DEADLINE_MS; this.#killOnce(); await delay(POLL_MS)) {
      if (Date.now() > deadline) throw new Error(`Samba in ${this.#home} does not die`);
    }
  }

  /** As `stop`, for the last moments of the process, when nothing can be awaited. */
  #stopNow(): void {
    const pause = new Int32Array(new SharedArrayBuffer(4));
    const deadline = Date.now() + STOP_DEADLINE_MS;
    while (this.#killOnce() && Date.now() < deadline) Atomics.wait(pause, 0, 0, POLL_MS);
    this.#forget();
  }

  /** Kills every process of this server; false when none was left. */
  #killOnce(): boolean {
    const groups = this.#child?.pid === undefined ? [] : [this.#child.pid];
    // The server of named pipes leads a group of its own and outlives smbd.
    const file = path.join(this.#home, 'pid', 'samba-dcerpcd.pid');
    const pipes = fs.existsSync(file) ? Number.parseInt(fs.readFileSync(file, 'utf8'), 10) : 0;
    if (processName(pipes) === 'samba-dcerpcd') groups.push(pipes);
    const pids = findProcesses(this.#home, groups);
    killAll(pids);
    return pids.length > 0;
  }

  #forget(): void {
    this.#forgetAtExit();
    if (this.#lifeline !== undefined) fs.closeSync(this.#lifeline);
    this.#lifeline = undefined;
    fs.rmSync(this.#home, { recursive: true, force: true });
  }
}

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host);
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}
