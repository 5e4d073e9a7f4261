/** A user and a password that shows nowhere: not in an inspected object, in JSON, or in a structured clone. */

export interface CredentialsInit {
  readonly username: string;
  readonly domain: string;
  readonly password: string;
}

export class Credentials {
  readonly kind = 'user';
  readonly username: string;
  readonly domain: string;
  readonly #password: string;

  constructor({ username, domain, password }: CredentialsInit) {
    this.username = username;
    this.domain = domain;
    this.#password = password;
  }

  password(): string {
    return this.#password;
  }
}
