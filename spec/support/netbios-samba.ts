/** A private Samba with its name service, on the real ports 137, 139 and 445 of an address of its own. Linux and root alone. */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { connect } from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { fileServerName, NAME_SERVICE_PORT, queryNodeStatus } from '../../lib/transport/node-status.ts';
import { DEFAULT_PORTS } from '../../lib/transport/transport.ts';
import { atExit } from './at-exit.ts';
import { findProcesses, killAll } from './processes.ts';
import { createAccounts, numberUsers, writePasswd } from './samba-accounts.ts';
import { configurationText, type Section, serverFolders, standardGlobal } from './samba-configuration.ts';
import { findProgram, missingPrograms } from './samba-programs.ts';

const run = promisify(execFile);

export interface NetbiosSamba {
  /** The server's IPv4 address; only this machine reaches it. */
  readonly host: string;
  /** Its NetBIOS name. It has a writable share named `share`, and knows `ann` with the password `s3cret`. */
  readonly name: string;
  stop(): Promise<void>;
}

const START_DEADLINE_MS = 60_000;
const STOP_DEADLINE_MS = 30_000;
const POLL_MS = 20;

/** Why no such server can be started here, or undefined when it can. */
export function whyNoNetbiosSamba(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'a network namespace takes Linux and root';
  const missing = [...missingPrograms(), ...['nmbd', 'ip', 'unshare', 'nsenter'].filter((name) => !findProgram(name))];
  if (missing.length > 0) return `this machine has no ${missing.join(', ')}`;
  try {
    execFileSync('unshare', ['--net', 'ip', 'link', 'set', 'lo', 'up'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'this machine does not allow network namespaces';
  }
}

/** Starts a server and answers when its name can be asked for and its ports accept connections. */
export async function startNetbiosSamba(name = 'NBSAMBA'): Promise<NetbiosSamba> {
  const server = new NamespacedSamba(name);
  try {
    await server.start();
  } catch (cause) {
    await server.stop();
    throw new Error('Samba did not start in a namespace', { cause });
  }
  return server;
}

class NamespacedSamba implements NetbiosSamba {
  readonly name: string;
  readonly host: string;
  readonly #home = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'smbfs-netbios-'));
  readonly #gateway: string;
  readonly #children: ChildProcess[] = [];
  readonly #forgetAtExit = atExit(() => this.#forget());
  #lifeline: number | undefined;

  constructor(name: string) {
    this.name = name;
    // Four addresses of the range that RFC 2544 sets aside for measurements, by the number of this process.
    const base = (process.pid % 0x8000) * 4;
    const subnet = `198.${18 + (base >> 16)}.${(base >> 8) & 0xff}`;
    this.#gateway = `${subnet}.${(base & 0xff) + 1}`;
    this.host = `${subnet}.${(base & 0xff) + 2}`;
  }

  async start(): Promise<void> {
    const inHome = (file: string) => path.join(this.#home, file);
    fs.chmodSync(this.#home, 0o755);
    for (const folder of serverFolders) fs.mkdirSync(inHome(folder));
    fs.mkdirSync(inHome('s/share'));
    fs.chmodSync(inHome('s/share'), 0o777);
    const global: Section = {
      ...standardGlobal(this.#home, this.host, [445, 139]),
      'netbios name': this.name,
      interfaces: 'eth0',
    };
    const share: Section = { path: inHome('s/share'), 'read only': 'no' };
    fs.writeFileSync(inHome('smb.conf'), configurationText(new Map(Object.entries({ global, share }))));
    const users = numberUsers({ ann: 's3cret' });
    const env = { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', ...writePasswd(this.#home, users) };
    await createAccounts(inHome('private'), users, `${this.name} netbios`, (program, args, input = '') => {
      const promise = run(findProgram(program) ?? program, ['-s', inHome('smb.conf'), ...args], { env });
      promise.child.stdin?.end(input);
      return promise;
    });
    const enter = await this.#createNamespace();
    for (const program of ['nmbd', 'smbd']) {
      const file = findProgram(program) ?? program;
      this.#spawn([...enter, file, '-F', '--no-process-group', '-s', inHome('smb.conf'), '-l', inHome('log')], env);
    }
    await this.#answering();
  }

  async stop(): Promise<void> {
    const deadline = Date.now() + STOP_DEADLINE_MS;
    while (this.#killOnce()) {
      if (Date.now() > deadline) throw new Error(`Samba in ${this.#home} does not die`);
      await delay(POLL_MS);
    }
    this.#forget();
  }

  /** Makes a network namespace with a cable to ours; it lasts as long as its processes. The answer is how to enter it. */
  async #createNamespace(): Promise<string[]> {
    const lifeline = path.join(this.#home, 'lifeline');
    execFileSync('mkfifo', [lifeline]);
    this.#lifeline = fs.openSync(lifeline, fs.constants.O_RDWR);
    // Each process reads the lifeline, and ends when this one has gone, however it went.
    const holder = this.#spawn(
      ['unshare', '--net', 'sh', '-c', 'echo ready; exec cat "$0"', lifeline],
      process.env,
      'pipe',
    );
    if (holder.stdout) await once(holder.stdout, 'data');
    holder.stdout?.destroy();
    const enter = ['nsenter', '--target', `${holder.pid}`, '--net'];
    const cable = `smbfs${holder.pid}`;
    for (const command of [
      ['ip', 'link', 'add', cable, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', `${holder.pid}`],
      ['ip', 'address', 'add', `${this.#gateway}/30`, 'broadcast', '+', 'dev', cable],
      ['ip', 'link', 'set', cable, 'up'],
      [...enter, 'ip', 'address', 'add', `${this.host}/30`, 'broadcast', '+', 'dev', 'eth0'],
      [...enter, 'ip', 'link', 'set', 'lo', 'up'],
      [...enter, 'ip', 'link', 'set', 'eth0', 'up'],
    ]) {
      const [file = '', ...args] = command;
      await run(file, args);
    }
    return enter;
  }

  #spawn(
    [file = '', ...args]: readonly string[],
    env: NodeJS.ProcessEnv,
    output: 'ignore' | 'pipe' = 'ignore',
  ): ChildProcess {
    const input = fs.openSync(path.join(this.#home, 'lifeline'), fs.constants.O_RDONLY);
    const child = spawn(file, args, { detached: true, env, stdio: [input, output, 'ignore'], cwd: this.#home });
    fs.closeSync(input);
    this.#children.push(child);
    child.unref();
    return child;
  }

  async #answering(): Promise<void> {
    const signal = AbortSignal.timeout(START_DEADLINE_MS);
    for (;;) {
      const names = (await queryNodeStatus(this.host, NAME_SERVICE_PORT, signal)) ?? [];
      if (fileServerName(names) === this.name && (await accepts(this.host, DEFAULT_PORTS.netbios))) return;
      await delay(POLL_MS, undefined, { signal });
    }
  }

  #killOnce(): boolean {
    const pids = findProcesses(
      this.#home,
      this.#children.flatMap(({ pid }) => (pid === undefined ? [] : [pid])),
    );
    killAll(pids);
    return pids.length > 0;
  }

  #forget(): void {
    this.#killOnce();
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
