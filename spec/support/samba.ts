/** A private Samba server for the specs: its own folder, address and accounts; nothing of it survives the spec. */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { findProcesses, killAll, processName } from './processes.ts';

const run = promisify(execFile);

/** How an account is, beyond its password. */
export interface Account {
  readonly password: string;
  /** Refused with STATUS_ACCOUNT_DISABLED. */
  readonly disabled?: boolean;
  /** Refused with STATUS_ACCOUNT_EXPIRED. */
  readonly expired?: boolean;
}

export interface SambaOptions {
  /** Lines for `[global]`, added to the defaults or replacing them. */
  readonly global?: Readonly<Record<string, string>>;
  /** Shares by name, added to `share`, `guest`, `ro` and `enc` or replacing them; `path` is set unless given. */
  readonly shares?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Accounts by name, beside `ann` (password `s3cret`). */
  readonly users?: Readonly<Record<string, string | Account>>;
}

/** What the URL of a share says; `undefined` leaves a parameter out. */
export type UrlParameters = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Samba extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** A second port of the same server, for NetBIOS framing (Samba accepts a session request on any port). */
  readonly netbiosPort: number;
  /** The local folder behind a share. */
  folder(share?: string): string;
  /** Makes what a spec put into a share's folder ann's, as if she had written it through the server. */
  give(localPath: string): void;
  /** `smb://host:port/share` for ann; `transport: 'netbios'` picks the NetBIOS port. */
  url(share?: string, parameters?: UrlParameters): string;
  /** Paths, relative to their share, of the files clients hold open now. */
  openFiles(): Promise<string[]>;
  /** The text of `smbstatus`. */
  smbstatus(...args: string[]): Promise<string>;
  /** Kills the server and starts it again on the same ports with the same files. */
  restart(): Promise<void>;
  /** Kills the server and removes its folder. */
  stop(): Promise<void>;
  /** Everything the server has logged. */
  log(): string;
}

/** The configurations of stock Samba that the client must master, as `global` options. */
export const sambaConfigurations: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  default: {},
  'signing mandatory': { 'server signing': 'mandatory' },
  'encryption required': { 'smb encrypt': 'required' },
  'SMB3_11 only': { 'server min protocol': 'SMB3_11' },
};

const START_DEADLINE_MS = 20_000;
const STOP_DEADLINE_MS = 10_000;
const POLL_MS = 5;
const FIRST_UID = 10_001;
const NOBODY = 65_534;

const running = new Set<SambaServer>();
const taken = new Set<number>();
/** Account databases already made by this process, by the accounts in them. */
const databases = new Map<string, ReadonlyMap<string, Buffer>>();

/** Why Samba cannot be started here, or undefined when it can. */
export function whyNoSamba(): string | undefined {
  const missing = missingPrograms();
  return missing.length === 0
    ? undefined
    : `${missing.join(', ')} missing: apt-get install samba smbclient libnss-wrapper`;
}

/** The programs and libraries that `startSamba` needs and this machine lacks. */
export function missingPrograms(): string[] {
  const missing = ['smbd', 'pdbedit', 'smbstatus', 'smbclient'].filter((name) => findProgram(name) === undefined);
  if (!hasNssWrapper()) missing.push('libnss_wrapper.so');
  return missing;
}

/** Starts a server and answers when it accepts connections. */
export async function startSamba(options: SambaOptions = {}): Promise<Samba> {
  const missing = whyNoSamba();
  if (missing !== undefined) throw new Error(missing);
  // An address of this process's own: specs run side by side, and smbd shares a port with another smbd without a word.
  const host = `127.${(process.pid >> 16) & 0xff}.${(process.pid >> 8) & 0xff}.${process.pid & 0xff}`;
  const ports: [number, number] = [await freePort(host), await freePort(host)];
  const server = new SambaServer(host, ports, options);
  if (running.size === 0) watchForExit();
  running.add(server);
  try {
    await server.prepare();
    await server.start();
  } catch (cause) {
    const log = server.log();
    await server.stop();
    throw new Error(`Samba did not start:\n${log}`, { cause });
  }
  return server;
}

class SambaServer implements Samba {
  readonly host: string;
  readonly port: number;
  readonly netbiosPort: number;
  readonly #home: string;
  readonly #users: ReadonlyArray<Account & { readonly name: string; readonly uid: number }>;
  readonly #shares: ReadonlyMap<string, Readonly<Record<string, string>>>;
  readonly #global: Readonly<Record<string, string>>;
  #child: ChildProcess | undefined;
  #lifeline: number | undefined;

  constructor(host: string, [port, netbiosPort]: readonly [number, number], options: SambaOptions) {
    this.host = host;
    this.port = port;
    this.netbiosPort = netbiosPort;
    this.#home = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'smbfs-samba-'));
    this.#global = { ...this.#globalDefaults(), ...options.global };
    const shares: SambaOptions['shares'] = { ...shareDefaults, ...options.shares };
    this.#shares = new Map(
      Object.entries(shares).map(([name, lines]) => [name, { path: path.join(this.#home, 's', name), ...lines }]),
    );
    const users: SambaOptions['users'] = { ann: 's3cret', ...options.users };
    this.#users = Object.entries(users).map(([name, account], i) => ({
      name,
      uid: uidFor(FIRST_UID + i),
      ...(typeof account === 'string' ? { password: account } : account),
    }));
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
    const text = await this.smbstatus('--locks', '--json');
    const status = JSON.parse(text) as { open_files?: Record<string, { filename: string }> };
    return Object.values(status.open_files ?? {}).map((file) => file.filename);
  }

  async smbstatus(...args: string[]): Promise<string> {
    const { stdout } = await this.#program('smbstatus', args);
    return stdout;
  }

  async restart(): Promise<void> {
    await this.#kill();
    await this.start();
  }

  async stop(): Promise<void> {
    await this.#kill();
    this.#forget();
  }

  /** As `stop`, for the last moments of the process, when nothing can be awaited. */
  stopNow(): void {
    const pause = new Int32Array(new SharedArrayBuffer(4));
    for (const deadline = Date.now() + STOP_DEADLINE_MS; this.#killOnce() && Date.now() < deadline; ) {
      Atomics.wait(pause, 0, 0, POLL_MS);
    }
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

  /** Writes the configuration, the accounts and the share folders. */
  async prepare(): Promise<void> {
    // Accounts other than the one that runs smbd have to reach the shares.
    fs.chmodSync(this.#home, 0o755);
    for (const name of ['pid', 'lock', 'state', 'cache', 'private', 'ncalrpc', 'log', 's']) {
      fs.mkdirSync(path.join(this.#home, name));
    }
    for (const { path: folder } of this.#shares.values()) {
      if (folder === undefined || fs.existsSync(folder)) continue;
      fs.mkdirSync(folder, { recursive: true });
      fs.chmodSync(folder, 0o777);
    }
    const accounts = [{ name: 'root', uid: 0 }, ...this.#users, { name: 'nobody', uid: uidFor(NOBODY) }];
    fs.writeFileSync(
      path.join(this.#home, 'passwd'),
      accounts.map(({ name, uid }) => `${name}:x:${uid}:${uid}:${name}:/:/bin/false\n`).join(''),
    );
    fs.writeFileSync(path.join(this.#home, 'group'), accounts.map(({ name, uid }) => `${name}:x:${uid}:\n`).join(''));
    fs.writeFileSync(path.join(this.#home, 'smb.conf'), this.#configuration());
    // Not Node's own pipe: that is a socket, and smbd takes a socket for a client handed over by inetd.
    execFileSync('mkfifo', [path.join(this.#home, 'lifeline')]);
    this.#lifeline = fs.openSync(path.join(this.#home, 'lifeline'), fs.constants.O_RDWR);
    await this.#createAccounts();
  }

  async start(): Promise<void> {
    const { O_APPEND, O_CREAT, O_RDONLY, O_WRONLY } = fs.constants;
    const out = fs.openSync(path.join(this.#home, 'log', 'output'), O_WRONLY | O_APPEND | O_CREAT);
    const lifeline = fs.openSync(path.join(this.#home, 'lifeline'), O_RDONLY);
    // A process group of its own, so that a signal for smbd's group never reaches ours; smbd, already leading one, must
    // not try to make another. It ends when its standard input does: not even a killed spec leaves it behind.
    const child = spawn(
      findProgram('smbd') ?? 'smbd',
      ['-F', '--no-process-group', '-s', path.join(this.#home, 'smb.conf'), '-l', path.join(this.#home, 'log')],
      { detached: true, env: this.#environment(), stdio: [lifeline, out, out], cwd: this.#home },
    );
    fs.closeSync(out);
    fs.closeSync(lifeline);
    this.#child = child;
    const failed = new Promise<never>((_, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) => reject(new Error(`smbd ended with ${signal ?? code}`)));
    });
    const accepting = (async () => {
      for (const deadline = Date.now() + START_DEADLINE_MS; !(await this.#accepts()); await delay(POLL_MS)) {
        if (child.exitCode !== null || child.signalCode !== null) return await failed;
        if (Date.now() > deadline) throw new Error(`smbd accepts no connection on ${this.host}:${this.port}`);
      }
    })();
    await Promise.race([accepting, failed]);
    // A spec that forgets to stop its server ends all the same; the server goes with it.
    child.unref();
  }

  #globalDefaults(): Record<string, string> {
    const inHome = (name: string) => path.join(this.#home, name);
    return {
      'server role': 'standalone server',
      workgroup: 'SPECS',
      'netbios name': 'SAMBA',
      interfaces: `${this.host}/8`,
      'bind interfaces only': 'yes',
      'smb ports': `${this.port} ${this.netbiosPort}`,
      'pid directory': inHome('pid'),
      'lock directory': inHome('lock'),
      'state directory': inHome('state'),
      'cache directory': inHome('cache'),
      'private dir': inHome('private'),
      'ncalrpc dir': inHome('ncalrpc'),
      'usershare max shares': '0',
      logging: 'file',
      'log file': inHome('log/%m.log'),
      'log level': '1',
      'max log size': '0',
      'load printers': 'no',
      printing: 'bsd',
      'printcap name': '/dev/null',
      'disable spoolss': 'yes',
      'passdb backend': 'tdbsam',
      'map to guest': 'Bad User',
      'guest account': 'nobody',
      'dns proxy': 'no',
      'panic action': '/bin/true',
    };
  }

  #configuration(): string {
    const sections: Array<[string, Readonly<Record<string, string>>]> = [['global', this.#global], ...this.#shares];
    return sections
      .map(([name, lines]) =>
        [`[${name}]`, ...Object.entries(lines).map(([key, value]) => `  ${key} = ${value}`), ''].join('\n'),
      )
      .join('\n');
  }

  #environment(): NodeJS.ProcessEnv {
    return {
      PATH: process.env.PATH,
      LC_ALL: 'C.UTF-8',
      LD_PRELOAD: 'libnss_wrapper.so',
      NSS_WRAPPER_PASSWD: path.join(this.#home, 'passwd'),
      NSS_WRAPPER_GROUP: path.join(this.#home, 'group'),
    };
  }

  /** Runs one of Samba's programs with this server's configuration. */
  async #program(name: string, args: readonly string[], input = ''): Promise<{ stdout: string }> {
    const program = findProgram(name) ?? name;
    const promise = run(program, ['-s', path.join(this.#home, 'smb.conf'), ...args], { env: this.#environment() });
    promise.child.stdin?.end(input);
    return await promise;
  }

  /** Fills the account database, or copies the one that an earlier server of this process had. */
  async #createAccounts(): Promise<void> {
    const folder = path.join(this.#home, 'private');
    // The machine's SID, which is kept by its name, goes with the accounts.
    const key = JSON.stringify([this.#users, this.#global['netbios name'], this.#global['passdb backend']]);
    const known = databases.get(key);
    if (known !== undefined) {
      for (const [name, bytes] of known) fs.writeFileSync(path.join(folder, name), bytes, { mode: 0o600 });
      return;
    }
    for (const { name, password, disabled, expired } of this.#users) {
      await this.#program('pdbedit', ['-t', '-a', '-u', name], `${password}\n${password}\n`);
      if (disabled) await this.#program('pdbedit', ['-r', '-u', name, '-c', '[D]']);
      if (expired) await this.#program('pdbedit', ['-r', '-u', name, '-K', '1000000000']);
    }
    const files = fs.readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
    databases.set(key, new Map(files.map(({ name }) => [name, fs.readFileSync(path.join(folder, name))])));
  }

  #accepts(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect(this.port, this.host);
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
  }

  async #kill(): Promise<void> {
    for (const deadline = Date.now() + STOP_DEADLINE_MS; this.#killOnce(); await delay(POLL_MS)) {
      if (Date.now() > deadline) throw new Error(`Samba in ${this.#home} does not die`);
    }
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
    if (this.#lifeline !== undefined) fs.closeSync(this.#lifeline);
    this.#lifeline = undefined;
    fs.rmSync(this.#home, { recursive: true, force: true });
    running.delete(this);
    taken.delete(this.port);
    taken.delete(this.netbiosPort);
    if (running.size === 0) stopWatchingForExit();
  }
}

const shareDefaults: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  share: { 'read only': 'no' },
  guest: { 'read only': 'no', 'guest ok': 'yes' },
  ro: { 'read only': 'yes' },
  enc: { 'read only': 'no', 'smb encrypt': 'required' },
};

/** Without root smbd can be nobody but the user who runs it. */
function uidFor(uid: number): number {
  const own = process.getuid?.() ?? 0;
  return own === 0 ? uid : own;
}

function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/usr/local/sbin', '/sbin'];
  return folders.map((folder) => path.join(folder, name)).find((file) => fs.existsSync(file));
}

function hasNssWrapper(): boolean {
  const folders = ['/usr/lib', '/usr/lib64', '/usr/local/lib'].filter((folder) => fs.existsSync(folder));
  const nested = folders.flatMap((folder) => fs.readdirSync(folder).map((name) => path.join(folder, name)));
  return [...folders, ...nested].some((folder) => fs.existsSync(path.join(folder, 'libnss_wrapper.so')));
}

/** A port of `host` that nobody listens on and that no other server of this process was given. */
async function freePort(host: string): Promise<number> {
  for (;;) {
    const server = createServer();
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, host, resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    if (taken.has(port)) continue;
    taken.add(port);
    return port;
  }
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function watchForExit(): void {
  process.on('exit', stopEverything);
  for (const signal of signals) process.on(signal, dieOf);
}

function stopWatchingForExit(): void {
  process.off('exit', stopEverything);
  for (const signal of signals) process.off(signal, dieOf);
}

function stopEverything(): void {
  for (const server of running) server.stopNow();
}

function dieOf(signal: NodeJS.Signals): void {
  stopEverything();
  process.kill(process.pid, signal);
}
