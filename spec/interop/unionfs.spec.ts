/** The package unionfs: a share beside other file systems. */
import * as nodeFs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Volume } from 'memfs';
import { Union } from 'unionfs';
import * as assert from 'uvu/assert';
import { SmbFs } from '../../lib/index.ts';
import { sambaSuite } from '../support/samba-suite.ts';

const test = sambaSuite('interop/unionfs');

test('a share joins a disk and a volume in memory', async ({ samba }) => {
  await using smb = new SmbFs(samba.url(), { mountPoint: '/mnt/nas' });
  const here = nodeFs.mkdtempSync(join(nodeFs.realpathSync(tmpdir()), 'smbfs-union-'));
  nodeFs.writeFileSync(`${here}/disk`, 'disk');
  const memory = Volume.fromJSON({ '/memory': 'memory' });
  const union = new Union();
  union
    .use(nodeFs)
    .use(memory as never)
    .use(smb.fs);

  await smb.mkdir('/mnt/nas/folder');
  union.writeFileSync('/mnt/nas/folder/file', 'share');
  assert.is(union.readFileSync('/mnt/nas/folder/file', 'utf8'), 'share');
  assert.is(union.readFileSync(`${here}/disk`, 'utf8'), 'disk');
  assert.is(union.readFileSync('/memory', 'utf8'), 'memory');
  assert.is(await union.promises.readFile('/mnt/nas/folder/file', 'utf8'), 'share');
  assert.equal(await union.promises.readdir('/mnt/nas/folder'), ['file']);
  assert.is(await text(union.createReadStream('/mnt/nas/folder/file')), 'share');
  assert.is(union.existsSync('/mnt/nas/nothing'), false);
  nodeFs.rmSync(here, { recursive: true });
});

test.run();
