/** The package isomorphic-git: a repository on a share. */
import nodeFs from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import git from 'isomorphic-git';
import * as assert from 'uvu/assert';
import { SmbFs } from '../../lib/index.ts';
import { localGit, whyNoGit } from '../support/local-git.ts';
import { sambaSuite } from '../support/samba-suite.ts';
import { skipIf } from '../support/skip.ts';

const test = sambaSuite('interop/isomorphic-git');
const author = { name: 'Ann', email: 'ann@example.com', timestamp: 1_700_000_000, timezoneOffset: 0 };

test('a repository on a share takes commits and branches, and shows them again', async ({ samba }) => {
  await using smb = new SmbFs(samba.url());
  const { fs } = smb;
  const dir = '/repository';
  const at = { fs, dir };
  await git.init({ ...at, defaultBranch: 'main' });
  await smb.mkdir(`${dir}/src`);
  await smb.writeFile(`${dir}/readme.md`, 'one\n');
  await smb.writeFile(`${dir}/src/index.js`, 'main\n');
  await git.add({ ...at, filepath: ['readme.md', 'src/index.js'] });
  const first = await git.commit({ ...at, message: 'First', author });

  await git.branch({ ...at, ref: 'side', checkout: true });
  await smb.writeFile(`${dir}/readme.md`, 'two and more\n');
  await git.remove({ ...at, filepath: 'src/index.js' });
  await smb.unlink(`${dir}/src/index.js`);
  assert.equal(await git.statusMatrix(at), [
    ['readme.md', 1, 2, 1],
    ['src/index.js', 1, 0, 0],
  ]);
  await git.add({ ...at, filepath: 'readme.md' });
  const second = await git.commit({ ...at, message: 'Second', author });

  const log = await git.log(at);
  assert.equal(
    log.map(({ oid, commit }) => [oid, commit.message]),
    [
      [second, 'Second\n'],
      [first, 'First\n'],
    ],
  );

  await git.checkout({ ...at, ref: 'main' });
  assert.is(await smb.readFile(`${dir}/readme.md`, 'utf8'), 'one\n');
  assert.is(await smb.readFile(`${dir}/src/index.js`, 'utf8'), 'main\n');
  await git.merge({ ...at, ours: 'main', theirs: 'side', author });
  await git.checkout({ ...at, ref: 'main' });
  assert.is(await smb.readFile(`${dir}/readme.md`, 'utf8'), 'two and more\n');
  assert.equal(await git.listFiles(at), ['readme.md']);
});

skipIf(test, whyNoGit(), { mayLackInCi: true })('a repository is cloned to a share', async ({ samba }) => {
  const origin = await mkdtemp(join(tmpdir(), 'smbfs-origin-'));
  const local = { fs: nodeFs, dir: origin };
  await git.init({ ...local, defaultBranch: 'main' });
  for (let index = 0; index < 50; index++) await writeFile(join(origin, `file-${index}`), `content ${index}\n`);
  await git.add({ ...local, filepath: '.' });
  const oid = await git.commit({ ...local, message: 'All', author });

  await using smb = new SmbFs(samba.url());
  const at = { fs: smb.fs, dir: '/clone' };
  await git.clone({ ...at, http: localGit(origin), url: 'http://localhost/origin.git' });
  assert.is(await git.resolveRef({ ...at, ref: 'HEAD' }), oid);
  assert.is(await smb.readFile('/clone/file-49', 'utf8'), 'content 49\n');
  assert.is((await git.listFiles(at)).length, 50);
  assert.equal(
    (await git.statusMatrix(at)).filter(([, ...state]) => state.join() !== '1,1,1'),
    [],
  );
  await rm(origin, { recursive: true });
});

test.run();
