/** The accounts of a private Samba: no user of the machine is touched, libnss_wrapper shows smbd a passwd of its own. */
import * as fs from 'node:fs';
import * as path from 'node:path';

/** How an account is, beyond its password. */
export interface Account {
  readonly password: string;
  /** Refused with STATUS_ACCOUNT_DISABLED. */
  readonly disabled?: boolean;
  /** Refused with STATUS_ACCOUNT_EXPIRED. */
  readonly expired?: boolean;
}

/** An account with the name and the uid it has on the server. */
export interface User extends Account {
  readonly name: string;
  readonly uid: number;
}

/** Runs one of Samba's programs with the server's configuration. */
export type RunProgram = (name: string, args: readonly string[], input?: string) => Promise<unknown>;

const FIRST_UID = 10_001;
const NOBODY = 65_534;
/** A second after which the account is no longer valid: 9 September 2001. */
const LONG_AGO = '1000000000';

/** Account databases that this process has made already, by what is in them. */
const databases = new Map<string, ReadonlyMap<string, Buffer>>();

/** Gives each account a uid. */
export function numberUsers(accounts: Readonly<Record<string, string | Account>>): User[] {
  return Object.entries(accounts).map(([name, account], i) => ({
    name,
    uid: uidFor(FIRST_UID + i),
    ...(typeof account === 'string' ? { password: account } : account),
  }));
}

/** Writes `passwd` and `group` into `home`; the answer is the environment that makes a program see them. */
export function writePasswd(home: string, users: readonly User[]): NodeJS.ProcessEnv {
  const all = [{ name: 'root', uid: 0 }, ...users, { name: 'nobody', uid: uidFor(NOBODY) }];
  const passwd = path.join(home, 'passwd');
  const group = path.join(home, 'group');
  fs.writeFileSync(passwd, all.map(({ name, uid }) => `${name}:x:${uid}:${uid}:${name}:/:/bin/false\n`).join(''));
  fs.writeFileSync(group, all.map(({ name, uid }) => `${name}:x:${uid}:\n`).join(''));
  return { LD_PRELOAD: 'libnss_wrapper.so', NSS_WRAPPER_PASSWD: passwd, NSS_WRAPPER_GROUP: group };
}

/**
 * Fills the account database in `folder`, or copies the one that an earlier server of this process had. `machine` is
 * what else decides its contents: the server's name, under which the SID is kept.
 */
export async function createAccounts(
  folder: string,
  users: readonly User[],
  machine: string,
  run: RunProgram,
): Promise<void> {
  const key = JSON.stringify([users, machine]);
  const known = databases.get(key);
  if (known !== undefined) {
    for (const [name, bytes] of known) fs.writeFileSync(path.join(folder, name), bytes, { mode: 0o600 });
    return;
  }
  for (const { name, password, disabled, expired } of users) {
    await run('pdbedit', ['-t', '-a', '-u', name], `${password}\n${password}\n`);
    if (disabled) await run('pdbedit', ['-r', '-u', name, '-c', '[D]']);
    if (expired) await run('pdbedit', ['-r', '-u', name, '-K', LONG_AGO]);
  }
  const files = fs.readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  databases.set(key, new Map(files.map(({ name }) => [name, fs.readFileSync(path.join(folder, name))])));
}

/** Without root smbd can be nobody but the user who runs it. */
function uidFor(uid: number): number {
  const own = process.getuid?.() ?? 0;
  return own === 0 ? uid : own;
}
