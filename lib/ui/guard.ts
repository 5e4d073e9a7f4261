/** Who may ask what: the page that this server has sent, on this machine, with the token. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { UiError } from './failures.ts';

const HTTP_PORT = 80;

export class Guard {
  /** 256 random bits: whoever has it may do everything. */
  readonly token: string = randomBytes(32).toString('base64url');
  readonly #digest: Buffer = sha256(this.token);
  readonly #hosts: ReadonlySet<string>;

  constructor(port: number) {
    const names = ['127.0.0.1', 'localhost'];
    this.#hosts = new Set(port === HTTP_PORT ? names : names.map((name) => `${name}:${port}`));
  }

  /** Refuses a request for another host: somebody else's name that was made to point to this machine. */
  checkHost({ headers }: IncomingMessage): void {
    if (!this.#hosts.has(headers.host ?? '')) throw new UiError('ERR_UI_FOREIGN', 'this server is not of that name');
  }

  /** Refuses what a browser sends on behalf of another page, and what does not say on whose behalf it comes. */
  checkOrigin({ headers }: IncomingMessage): void {
    if (headers.origin !== `http://${headers.host}`) throw foreign();
  }

  /** For a link that is followed, of which browsers do not tell the origin: only that it comes from this server's page, or nobody's. */
  checkNavigation({ headers }: IncomingMessage): void {
    const site = headers['sec-fetch-site'];
    if (site !== undefined && site !== 'same-origin' && site !== 'none') throw foreign();
  }

  /** The comparison takes as long whatever differs. */
  checkToken({ headers }: IncomingMessage): void {
    const [, token = ''] = /^Bearer (\S+)$/.exec(headers.authorization ?? '') ?? [];
    if (!timingSafeEqual(sha256(token), this.#digest)) {
      throw new UiError(
        'ERR_UI_TOKEN',
        'the token is missing or wrong: open the page with the address that smbfs printed',
      );
    }
  }
}

function foreign(): UiError {
  return new UiError('ERR_UI_FOREIGN', 'only the page of this server may ask for this');
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
