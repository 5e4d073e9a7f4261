/** What a watcher promises of changes that come too fast to be told one by one, or while the connection is lost. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { SmbFs } from '../../../lib/index.ts';
import { Heard } from '../../support/heard.ts';
import type { Samba } from '../../support/samba.ts';
import { sambaSuite } from '../../support/samba-suite.ts';
import { until } from '../../support/settles.ts';

const test = sambaSuite('fs/watch/losses');

let counter = 0;

/** A watched folder, its place on this machine, and what is heard of it. */
async function watched(samba: Samba, smb: SmbFs): Promise<{ dir: string; folder: string; heard: Heard }> {
  const dir = `/w${counter++}`;
  await smb.mkdir(dir);
  const heard = new Heard(smb.fs.watch(dir));
  await heard.begun((attempt) => smb.writeFile(`${dir}/begun`, `${attempt}`));
  return { dir, folder: join(samba.folder(), dir), heard };
}

test('of 1000 files made one after the other each is told, in their order', async ({ samba }) => {
  const smb = new SmbFs(samba.url());
  const { dir, heard } = await watched(samba, smb);
  const names = Array.from({ length: 1000 }, (_, index) => `file${index}`);
  for (const name of names) await smb.writeFile(`${dir}/${name}`, '');
  await until(() => heard.events.includes('rename file999'));
  assert.not(heard.events.includes('change null'));
  const renames = heard.events.filter((event) => event.startsWith('rename file'));
  assert.equal(
    [...new Set(renames)],
    names.map((name) => `rename ${name}`),
  );
  await smb.close();
});

test('when more happens at once than a message lists, an event without a name says so, and watching goes on', async ({
  samba,
}) => {
  const smb = new SmbFs(samba.url());
  const { dir, folder, heard } = await watched(samba, smb);
  // The event loop does not come round meanwhile: nothing is asked for, and the server collects.
  for (let index = 0; index < 10_000; index++) writeFileSync(join(folder, `file${index}`), '');
  await until(() => heard.events.includes('change null'));
  assert.is((await smb.readdir(dir)).length, 10_001);
  await smb.writeFile(`${dir}/after`, '');
  await heard.all('rename after');
  await smb.close();
});

for (const engine of ['main', 'worker'] as const) {
  test(`engine ${engine}: after a lost connection it goes on, and an event without a name says that something may be missing`, async ({
    samba,
  }) => {
    const smb = new SmbFs(samba.url('share', { engine }));
    const { dir, heard } = await watched(samba, smb);
    await samba.restart();
    await heard.all('change null');
    await smb.writeFile(`${dir}/after`, '');
    await heard.all('rename after');
    await smb.close();
  });
}

test.run();
