/** Samba's smbclient over NetBIOS, which it speaks on port 139 alone, and its list of shares. */
import { execFile } from 'node:child_process';
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DEFAULT_PORTS } from '../../lib/transport/transport.ts';
import { type Embedded, startEmbedded } from '../server/embedded.ts';
import { stamped } from '../support/frames.ts';
import { ownLoopbackAddress } from '../support/free-port.ts';
import { findProgram } from '../support/samba-programs.ts';
import { skipIf } from '../support/skip.ts';

interface Context {
  embedded: Embedded;
  local: string;
}

const run = promisify(execFile);
const program = findProgram('smbclient');
const reason = program === undefined ? 'smbclient is not installed' : undefined;

const USER = ['-U', 'ann%s3cret'];

async function smbclient({ local }: Context, args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await run(program ?? '', [...USER, ...args], { cwd: local, timeout: 20_000 });
  assert.not.match(stdout + stderr, 'NT_STATUS');
  return stdout;
}

async function begin(context: Context): Promise<void> {
  context.embedded = await startEmbedded();
  context.local = await fs.mkdtemp(join(tmpdir(), 'smbfs-smbclient-'));
}

async function end({ embedded, local }: Context): Promise<void> {
  await embedded.stop();
  await fs.rm(local, { recursive: true });
  assert.equal(embedded.failures, []);
}

const test = skipIf(suite<Context>('interop/smbclient'), reason);
test.before(begin);
test.after(end);

test('lists the shares', async (context) => {
  const listed = await smbclient(context, ['-L', '127.0.0.1', '-p', `${context.embedded.port}`, '-g']);
  for (const name of ['share', 'folder', 'readonly', 'encrypted', 'guests']) assert.match(listed, `Disk|${name}|`);
  assert.match(listed, 'IPC|IPC$|');
});

test.run();

const netbios = skipIf(
  suite<Context>('interop/smbclient over NetBIOS'),
  reason ?? (process.getuid?.() === 0 ? undefined : 'port 139 takes root'),
  { mayLackInCi: true },
);

netbios.before(async (context) => {
  await begin(context);
  const host = ownLoopbackAddress();
  await context.embedded.server.listen({ host, port: DEFAULT_PORTS.netbios, transport: 'netbios' });
});
netbios.after(end);

for (const protection of ['off', 'sign', 'encrypt']) {
  netbios(`puts, lists and gets, ${protection}`, async (context) => {
    const { local } = context;
    const data = stamped(700_001);
    await fs.writeFile(join(local, 'out'), data);
    const commands = 'mkdir d; put out d/one; rename d/one d/two; get d/two in; ls d/*; del d/two; rmdir d';
    const target = [`//${ownLoopbackAddress()}/folder`, '-p', `${DEFAULT_PORTS.netbios}`];
    const listed = await smbclient(context, [...target, `--client-protection=${protection}`, '-c', commands]);
    assert.match(listed, / two +A +700001 /);
    assert.ok((await fs.readFile(join(local, 'in'))).equals(data));
  });
}

netbios.run();
