/** What a shared connection leaves on Samba, and on this machine: nothing. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as assert from 'uvu/assert';
import { Open } from '../../lib/open/open.ts';
import { listDirectory } from '../../lib/open/paths/list-directory.ts';
import { FILE_READ_DATA } from '../../lib/wire/commands/access-mask.ts';
import { FILE_OPEN_IF } from '../../lib/wire/commands/create.ts';
import { shareOn } from '../support/client.ts';
import { typescriptArguments } from '../support/run-spec.ts';
import type { Samba } from '../support/samba.ts';
import { sambaSuite } from '../support/samba-suite.ts';
import { rejection, settled, until } from '../support/settles.ts';

const test = sambaSuite('manager against Samba');

/** Sessions that Samba has, once their processes have had time to end. */
async function sessions(samba: Samba, wanted: number): Promise<number> {
  let count = -1;
  for (let i = 0; i < 50 && count !== wanted; i++) {
    const status = JSON.parse(await samba.smbstatus('--processes', '--json')) as { sessions?: object };
    count = Object.keys(status.sessions ?? {}).length;
  }
  return count;
}

test('leaves no session when it is closed', async ({ samba }) => {
  const share = shareOn(samba);
  await share.run((tree) => listDirectory(tree, ''));
  assert.is(await sessions(samba, 1), 1);
  await share.close();
  assert.is(await sessions(samba, 0), 0);
});

test('leaves no session when the share does not exist, or may not be entered', async ({ samba }) => {
  for (const share of ['nowhere', 'IPC$ '] as const) {
    const error = await rejection(shareOn(samba, { share }).run(async () => {}));
    assert.is(error.code, 'STATUS_BAD_NETWORK_NAME');
  }
  assert.is(await sessions(samba, 0), 0);
});

test('is back after the server was', async ({ samba }) => {
  const share = shareOn(samba);
  await share.run((tree) => listDirectory(tree, ''));
  await samba.restart();
  await settled(share.run((tree) => listDirectory(tree, '')).catch(() => {}));
  await settled(share.run((tree) => listDirectory(tree, '')));
  await share.close();
});

test('lets 100 operations finish when it is closed', async ({ samba }) => {
  const share = shareOn(samba);
  const work = Array.from({ length: 100 }, (_, i) =>
    share.run(async (tree) => {
      const open = await Open.create(tree, `drained${i}`, FILE_READ_DATA, { createDisposition: FILE_OPEN_IF });
      await open.close();
    }),
  );
  const closing = share.close();
  await settled(Promise.all(work));
  await settled(closing);
  assert.equal(await samba.openFiles(), []);
});

test('an idle connection does not keep the process alive', async ({ samba }) => {
  const client = new URL('../support/client.ts', import.meta.url).href;
  const program = `
    import { shareOn } from '${client}';
    const share = shareOn({ host: '${samba.host}', port: ${samba.port} }, { idleTimeout: 60_000 });
    await share.run((tree) => tree.connection.echo());
    console.log('idle', share.tree !== undefined);`;
  const options = { cwd: fileURLToPath(new URL('../..', import.meta.url)), timeout: 20_000 };
  const args = [...typescriptArguments, '--input-type=module', '--eval', program];
  const { stdout } = await promisify(execFile)(process.execPath, args, options);
  assert.is(stdout, 'idle true\n');
});

test('a process ends although the server is waited for, for the sake of a file that is open', async ({ samba }) => {
  const library = new URL('../../lib/index.ts', import.meta.url).href;
  const sockets: Socket[] = [];
  const relay = createServer((socket) => {
    const onward = connect(samba.port, samba.host);
    for (const [from, to] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      sockets.push(from);
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
      from.pipe(to);
    }
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  const { port } = relay.address() as AddressInfo;
  const program = `
    import { SmbFs } from '${library}';
    const options = { username: 'ann', password: 's3cret', keepAliveInterval: 50, reconnectTimeout: 600_000 };
    const smb = new SmbFs('smb://127.0.0.1:${port}/share', options);
    await smb.writeFile('/kept', 'content');
    const file = await smb.open('/kept');
    smb.manager.once('disconnect', ({ reason }) => console.log(reason));
    const held = setInterval(() => {}, 1000);
    smb.manager.once('disconnect', () => clearInterval(held));
    console.log('open');`;
  const args = [...typescriptArguments, '--input-type=module', '--eval', program];
  const child = spawn(process.execPath, args, { cwd: fileURLToPath(new URL('../..', import.meta.url)) });
  let printed = '';
  child.stdout.on('data', (text) => {
    printed += text;
  });
  const ended = once(child, 'exit');
  try {
    await until(() => printed.includes('open'));
    relay.close();
    for (const socket of sockets) socket.destroy();
    const [code] = await settled(ended);
    assert.equal([code, printed], [0, 'open\nlost\n']);
  } finally {
    child.kill();
  }
});

test('a request that waits for its answer does', async ({ samba }) => {
  const client = new URL('../support/client.ts', import.meta.url).href;
  const program = `
    import { shareOn } from '${client}';
    const share = shareOn({ host: '${samba.host}', port: ${samba.port} });
    share.run((tree) => tree.connection.echo()).then(() => console.log('answered'));`;
  const options = { cwd: fileURLToPath(new URL('../..', import.meta.url)), timeout: 20_000 };
  const args = [...typescriptArguments, '--input-type=module', '--eval', program];
  const { stdout } = await promisify(execFile)(process.execPath, args, options);
  assert.is(stdout, 'answered\n');
});

test.run();
