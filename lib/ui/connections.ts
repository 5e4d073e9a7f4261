/** The connections that pages have set up: the only place where their passwords are kept, in memory. */
import { randomBytes } from 'node:crypto';
import { userInWords } from '../diagnosis/user-in-words.ts';
import { formatSmbUrl, SmbFs, type SmbFsOptions } from '../index.ts';
import { UiError } from './failures.ts';
import { checkForm, formOf, withoutDefaults } from './form.ts';
import type { ConnectionForm, ConnectionInfo, FieldMessage } from './protocol.ts';

/** More than people have pages open. */
const MOST = 50;

/** Milliseconds that leaving a share may take. */
const LEAVE_PATIENCE = 3000;

export class UiConnection {
  readonly id: string = randomBytes(16).toString('base64url');
  readonly #options: SmbFsOptions;
  #smb: SmbFs | undefined;

  /** `options` are right. */
  constructor(options: SmbFsOptions) {
    this.#options = options;
  }

  get info(): ConnectionInfo {
    const options = this.#options;
    return {
      id: this.id,
      form: formOf(options),
      hasPassword: options.password !== undefined && options.password !== '',
      url: formatSmbUrl(withoutDefaults(options)),
    };
  }

  get where(): { readonly host: string; readonly share: string } {
    const { host = '', share = '' } = this.#options;
    return { host, share };
  }

  /** Who logs on, in words. */
  get user(): string {
    return userInWords(this.#options);
  }

  get transport(): 'directtcp' | 'netbios' {
    return this.#options.transport ?? 'directtcp';
  }

  /** The share, for all that pages do on it. */
  get smb(): SmbFs {
    this.#smb ??= new SmbFs(this.#options);
    return this.#smb;
  }

  /** The share over a connection of its own, which is the caller's to close. */
  fresh(changes: SmbFsOptions = {}): SmbFs {
    return new SmbFs({ ...this.#options, ...changes });
  }

  /** The password, for who logs on to the same server as the same user; undefined for others: it is not theirs to be sent to. */
  passwordFor({ server, identity, username, domain }: ConnectionForm): string | undefined {
    const own = formOf(this.#options);
    const same =
      server.toLowerCase() === own.server.toLowerCase() &&
      [identity, username, domain].join('\0') === [own.identity, own.username, own.domain].join('\0');
    return same ? this.#options.password : undefined;
  }

  destroy(): void {
    this.#smb?.destroy();
  }

  async close(): Promise<void> {
    const smb = this.#smb;
    if (!smb) return;
    const timer = setTimeout(() => smb.destroy(), LEAVE_PATIENCE);
    try {
      await smb.close();
    } finally {
      clearTimeout(timer);
    }
  }
}

export class Connections {
  readonly #byId = new Map<string, UiConnection>();

  /** One with these options, which are right. */
  add(options: SmbFsOptions): UiConnection {
    const connection = new UiConnection(options);
    this.#byId.set(connection.id, connection);
    return connection;
  }

  find(id: string): UiConnection | undefined {
    return this.#byId.get(id);
  }

  get(id: string): UiConnection {
    const connection = this.find(id);
    if (!connection) throw new UiError('ERR_UI_NOT_FOUND', 'this connection is not known here any more: make it again');
    return connection;
  }

  /** Forgets a connection and its password, and leaves the share. */
  async remove(id: string): Promise<void> {
    const connection = this.#byId.get(id);
    this.#byId.delete(id);
    await connection?.close();
  }

  /** Removes those made first when there are too many. */
  async prune(): Promise<void> {
    const needless = [...this.#byId.keys()].slice(0, -MOST);
    await Promise.all(needless.map((id) => this.remove(id)));
  }

  /** Removes all of them; nothing is open on their shares any more, so that one cannot be left is nothing to be told. */
  async close(): Promise<void> {
    await Promise.allSettled(Array.from(this.#byId.keys(), (id) => this.remove(id)));
  }

  /** Drops what runs on the shares. */
  destroy(): void {
    for (const connection of this.#byId.values()) connection.destroy();
  }

  /** The form with the password of the connection `keep`, if it has none of its own; and what is wrong with that. */
  complete(form: ConnectionForm, keep: string | undefined): { form: ConnectionForm; problems: FieldMessage[] } {
    if (form.password !== undefined || form.identity !== 'user' || keep === undefined) return { form, problems: [] };
    const password = this.find(keep)?.passwordFor(form);
    if (password !== undefined) return { form: { ...form, password }, problems: [] };
    return {
      form,
      problems: [{ field: 'password', message: 'must be typed again: it was for another server, user or domain' }],
    };
  }

  /** The options of a form, completed as `complete` does. Throws ERR_UI_FORM with what is wrong. */
  optionsOf(form: ConnectionForm, keep: string | undefined): SmbFsOptions {
    const completed = this.complete(form, keep);
    const { options, problems } = checkForm(completed.form);
    const all = [...problems, ...completed.problems];
    if (!options || all.length > 0) throw new UiError('ERR_UI_FORM', 'the form is not complete yet', all);
    return options;
  }
}
