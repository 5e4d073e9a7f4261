/** `smb.promises`: the shape of node's module, and what it takes and refuses. */
import nodeFs from 'node:fs/promises';
import * as assert from 'uvu/assert';
import type { SmbFs } from '../../lib/index.ts';
import { bothFs, failure } from '../support/both-fs.ts';

/** The compiler's proof: the object serves wherever the module does. */
const moduleOf = (smb: SmbFs): typeof nodeFs => smb.promises;

bothFs('fs/promises', (t) => {
  t.share("has node's functions, under their names", async ({ smb }) => {
    const module = moduleOf(smb) as unknown as Readonly<Record<string, unknown>>;
    const nodes = nodeFs as unknown as Readonly<Record<string, unknown>>;
    for (const [name, own] of Object.entries(module)) {
      if (typeof own !== 'function' || typeof nodes[name] !== 'function') continue;
      assert.equal([own.name, own.length], [name, nodes[name].length], name);
    }
    assert.is(smb.promises.constants, nodeFs.constants);
    assert.is(smb.promises, smb.fs.promises);
  });

  t('has no methods of open files', async ({ module }) =>
    ['close', 'read', 'fstat', 'ftruncate', 'writev', 'exists'].map((name) => name in module.promises),
  );

  t('works without its object, and takes handles where numbers are refused', async ({ module, dir }) => {
    const { appendFile, open, readFile, writeFile } = module.promises;
    await writeFile(`${dir}/file`, 'one');
    await appendFile(`${dir}/file`, ' two');
    const handle = await open(`${dir}/file`);
    const results = [await readFile(handle, 'utf8'), await readFile(`${dir}/file`, 'utf8')];
    const refused: unknown[] = [];
    for (const call of [readFile, writeFile, appendFile]) {
      refused.push(
        await failure(dir, call(handle.fd as never, 'utf8')).then((error) => (error as Error).message.split(' Rec')[0]),
      );
    }
    await handle.close();
    return [...results, ...refused];
  });
});
