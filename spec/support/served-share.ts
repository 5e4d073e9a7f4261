/** The same shares on two servers: Samba, and the embedded one. */
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from '../../lib/server/index.ts';
import { type Samba, type SambaOptions, startSamba, whyNoSamba } from './samba.ts';

export interface ServedShare {
  readonly name: 'Samba' | 'the embedded server';
  readonly port: number;
  readonly netbiosPort: number;
  /** `smb://host:port`. */
  readonly server: string;
  /** `smb://host:port/share`, without user and password. */
  readonly url: string;
  /** The folder behind the share. */
  readonly folder: string;
  /** Makes what a spec has put into the folder the user's own. */
  give(path: string): void;
  stop(): Promise<void>;
}

/** Shares: `share`; `ro`, which is read-only; `hidden$`. The only user is ann, with the password `s3cret`. */
const SAMBA: SambaOptions = { shares: { hidden$: { comment: 'not for everybody' } } };

/** Each server's name, how it is started, and why it cannot be started here. */
export const SHARE_SERVERS: readonly (readonly [string, () => Promise<ServedShare>, string | undefined])[] = [
  ['Samba', startOnSamba, whyNoSamba()],
  ['the embedded server', startEmbedded, undefined],
];

async function startOnSamba(): Promise<ServedShare> {
  const samba: Samba = await startSamba(SAMBA);
  const { host, port, netbiosPort } = samba;
  const server = `smb://${host}:${port}`;
  return {
    ...{ name: 'Samba', port, netbiosPort, server, url: `${server}/share`, folder: samba.folder() },
    give: (path) => samba.give(path),
    stop: () => samba.stop(),
  };
}

async function startEmbedded(): Promise<ServedShare> {
  const home = await realpath(await mkdtemp(join(tmpdir(), 'served-')));
  const [folder, other] = [join(home, 'share'), join(home, 'other')];
  await mkdir(folder);
  await mkdir(other);
  const running = createServer({
    shares: {
      share: folder,
      ro: { fs: folder, readOnly: true },
      hidden$: { fs: other, comment: 'not for everybody' },
    },
    users: { ann: 's3cret' },
  });
  const { host, port } = await running.listen(0);
  const { port: netbiosPort } = await running.listen({ port: 0, transport: 'netbios' });
  const server = `smb://${host}:${port}`;
  return {
    ...{ name: 'the embedded server', port, netbiosPort, server, url: `${server}/share`, folder },
    give: () => {},
    stop: async () => {
      await running.close();
      await rm(home, { recursive: true });
    },
  };
}
