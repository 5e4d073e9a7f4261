import { randomBytes } from 'node:crypto';
import { chownSync, closeSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { resolveOptions } from '../../lib/fs/options/options.ts';
import { ShareConnection } from '../../lib/manager/share-connection.ts';
import { copyThroughClient } from '../../lib/open/client-side-copy.ts';
import { Open } from '../../lib/open/open.ts';
import { copyOnServer, ResumeKey } from '../../lib/open/server-side-copy.ts';
import type { Tree } from '../../lib/tree/tree.ts';
import { FILE_READ_DATA, FILE_WRITE_DATA } from '../../lib/wire/commands/access-mask.ts';
import { FILE_OPEN_IF } from '../../lib/wire/commands/create.ts';
import { sambaSuite } from '../support/samba-suite.ts';

const GIB = 2 ** 30;
const MIB = 2 ** 20;

const test = sambaSuite('open/copy');

/** Opens `from` and `to` for the time of `body`. */
async function opened(tree: Tree, body: (source: Open, target: Open) => Promise<void>): Promise<void> {
  const source = await Open.create(tree, 'from', FILE_READ_DATA, {});
  const target = await Open.create(tree, 'to', FILE_WRITE_DATA, { createDisposition: FILE_OPEN_IF });
  try {
    await body(source, target);
  } finally {
    await source.close();
    await target.close();
  }
}

type Copy = (source: Open, target: Open, start: number, end: number) => Promise<unknown>;

const COPIES: Readonly<Record<string, Copy>> = {
  copyOnServer: (source, ...rest) => copyOnServer(new ResumeKey(source), ...rest),
  copyThroughClient,
};

for (const [name, copy] of Object.entries(COPIES)) {
  test(`${name} copies what lies behind 5 GiB, and nothing else`, async ({ samba }) => {
    const start = 5 * GIB + 3;
    const content = randomBytes(20 * MIB + 7);
    const from = openSync(join(samba.folder(), 'from'), 'w+');
    ftruncateSync(from, 4 * GIB);
    writeSync(from, content, 0, content.length, start);
    closeSync(from);
    const to = join(samba.folder(), 'to');
    closeSync(openSync(to, 'w'));
    chownSync(to, 10_001, 10_001);

    const share = new ShareConnection(resolveOptions(samba.url()).settings);
    await share.run((tree) =>
      opened(tree, async (source, target) => {
        assert.is.not(await copy(source, target, start, start + content.length), false);
      }),
    );
    await share.close();

    const fd = openSync(to, 'r');
    const got = Buffer.alloc(content.length + 1);
    assert.is(readSync(fd, got, 0, got.length, start), content.length);
    assert.ok(content.equals(got.subarray(0, -1)));
    closeSync(fd);
  });
}

test.run();
