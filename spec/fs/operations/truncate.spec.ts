import * as assert from 'uvu/assert';
import { bothFs, failure } from '../../support/both-fs.ts';

bothFs('fs/operations/truncate', (t) => {
  t('cuts a file, or lengthens it with zeros', async ({ fs, dir }) => {
    await fs.writeFile(`${dir}/file`, 'content');
    const seen: string[] = [];
    for (const length of [4, 6, undefined, -1, 2]) {
      await fs.truncate(`${dir}/file`, length);
      seen.push(await fs.readFile(`${dir}/file`, 'utf8'));
    }
    assert.equal(seen, ['cont', 'cont\0\0', '', '', '\0\0']);
  });

  t('fails as node does', async ({ fs, dir }) => {
    await fs.writeFile(`${dir}/file`, '');
    await fs.mkdir(`${dir}/folder`);
    const failures: unknown[] = [];
    for (const path of ['missing', 'missing/', 'file/', 'file/x', 'folder', 'folder/', 'missing/x', 'x'.repeat(256)]) {
      failures.push(await failure(dir, fs.truncate(`${dir}/${path}`)));
    }
    return failures;
  });

  t('a new file cannot take the place of a folder', async ({ fs, dir }) => {
    await fs.mkdir(`${dir}/folder`);
    const failures: unknown[] = [];
    for (const flag of ['wx', 'ax', 'wx+', 'w', 'a', 'r+']) {
      failures.push(await failure(dir, fs.open(`${dir}/folder`, flag)));
      failures.push(await failure(dir, fs.writeFile(`${dir}/folder`, '', { flag })));
    }
    return failures;
  });
});
