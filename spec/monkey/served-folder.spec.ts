/** `patchFs` in the process that serves the share from a folder. */
import nodeFs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SmbFs } from '../../lib/index.ts';
import { patchFs } from '../../lib/monkey/index.ts';
import { createServer } from '../../lib/server/index.ts';
import { Heard } from '../support/heard.ts';
import { settled } from '../support/settles.ts';

const test = suite('monkey/served folder');

test('what is served comes from the disk, also where the share stands in the place of the whole of it', async () => {
  const folder = nodeFs.mkdtempSync(join(tmpdir(), 'smbfs-served-'));
  nodeFs.writeFileSync(join(folder, 'there'), 'on the disk');
  const server = createServer({ shares: { data: folder }, users: { ann: 's3cret' } });
  await server.listen(0);
  const smb = new SmbFs(server.url('data', { user: 'ann' }));
  // Node's loader uses `fs`: what a logon takes is loaded while that is still the disk.
  await smb.connect();
  const undo = patchFs(smb);
  try {
    const { mkdir, readFile, readdir, writeFile } = nodeFs.promises;
    assert.is(await settled(readFile('/there', 'utf8')), 'on the disk');
    await settled(writeFile('/new', 'over the share'));
    await settled(mkdir('/folder'));
    assert.equal((await settled(readdir('/'))).sort(), ['folder', 'new', 'there']);
    const heard = await new Heard(nodeFs.watch('/')).begun((attempt) => writeFile('/there', `${attempt}`));
    heard.watcher.close();
  } finally {
    undo();
    await smb.close();
    await server.close();
  }
  assert.is(nodeFs.readFileSync(join(folder, 'new'), 'utf8'), 'over the share');
  nodeFs.rmSync(folder, { recursive: true });
});

test.run();
