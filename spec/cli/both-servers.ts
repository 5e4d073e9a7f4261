/** One body of a test of the command on two servers: Samba, and the embedded one. */
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import { createServer } from '../../lib/server/index.ts';
import { type Samba, type SambaOptions, startSamba, whyNoSamba } from '../support/samba.ts';
import { skipIf } from '../support/skip.ts';
import { BuiltCli } from './built-cli.ts';

export interface Side {
  readonly name: 'Samba' | 'the embedded server';
  readonly cli: BuiltCli;
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
}

interface Server extends Omit<Side, 'cli'> {
  stop(): Promise<void>;
}

export type BothTest = (name: string, body: (side: Side) => Promise<void>) => void;

/** Shares: `share`; `ro`, which is read-only; `hidden$`. The only user is ann, with the password `s3cret`. */
const SAMBA: SambaOptions = { shares: { hidden$: { comment: 'not for everybody' } } };

/** Suites of the same tests, one for each server. */
export async function bothServers(name: string, declare: (test: BothTest) => void): Promise<void> {
  const cli = await BuiltCli.build();
  for (const [title, start, whyNot] of [
    ['Samba', startOnSamba, whyNoSamba()],
    ['the embedded server', startEmbedded, undefined],
  ] as const) {
    const test = skipIf(suite<{ side: Server }>(`${name}, on ${title}`), whyNot);
    test.before(async (context) => {
      context.side = await start();
    });
    test.after(({ side }) => side.stop());
    declare((sentence, body) => test(sentence, ({ side }) => body({ ...side, cli })));
    test.run();
  }
}

async function startOnSamba(): Promise<Server> {
  const samba: Samba = await startSamba(SAMBA);
  const { host, port, netbiosPort } = samba;
  const server = `smb://${host}:${port}`;
  return {
    ...{ name: 'Samba', port, netbiosPort, server, url: `${server}/share`, folder: samba.folder() },
    give: (path) => samba.give(path),
    stop: () => samba.stop(),
  };
}

async function startEmbedded(): Promise<Server> {
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
