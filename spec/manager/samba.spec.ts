/** What a shared connection leaves on Samba, and on this machine: nothing. */
import { execFile } from 'node:child_process';
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
import { rejection, settled } from '../support/settles.ts';

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
