/** Windowed reads and writes against Samba, byte for byte. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as assert from 'uvu/assert';
import type { ShareConnection } from '../../lib/manager/share-connection.ts';
import type { ShareSettings } from '../../lib/manager/share-settings.ts';
import { Open } from '../../lib/open/open.ts';
import { openFile } from '../../lib/open/open-file.ts';
import { FILE_READ_ATTRIBUTES, FILE_READ_DATA, FILE_WRITE_DATA } from '../../lib/wire/commands/access-mask.ts';
import { FILE_OPEN, FILE_OPEN_IF } from '../../lib/wire/commands/create.ts';
import { shareOn } from '../support/client.ts';
import { stamped } from '../support/frames.ts';
import type { Samba } from '../support/samba.ts';
import { sambaSuite } from '../support/samba-suite.ts';
import { rejection } from '../support/settles.ts';
import { startSlowRelay } from '../support/slow-relay.ts';

const test = sambaSuite('open against Samba');

const MIB = 1024 * 1024;
const ACCESS = FILE_READ_DATA | FILE_WRITE_DATA | FILE_READ_ATTRIBUTES;

async function onFile(
  samba: Samba,
  name: string,
  changes: Partial<ShareSettings>,
  work: (open: Open, share: ShareConnection) => Promise<void>,
): Promise<void> {
  const port = changes.transport === 'netbios' ? samba.netbiosPort : samba.port;
  const share = shareOn({ host: samba.host, port }, changes);
  try {
    await share.run(async (tree) => {
      const open = await Open.create(tree, name, ACCESS, { createDisposition: FILE_OPEN_IF });
      await work(open, share);
      await open.close();
    });
    await share.close();
  } finally {
    share.destroy();
  }
}

const WAYS: Readonly<Record<string, Partial<ShareSettings>>> = {
  signed: {},
  encrypted: { encryption: 'required' },
  'in the clear': { signing: 'if-required', encryption: 'disabled' },
  'over NetBIOS': { transport: 'netbios' },
  'on 2.0.2': { maxDialect: '2.0.2' },
};

for (const [way, changes] of Object.entries(WAYS)) {
  test(`moves 17 MiB and a bit ${way}`, async ({ samba }) => {
    const data = stamped(17 * MIB + 12_345, 1);
    const name = `large ${way}`;
    await onFile(samba, name, changes, async (open) => {
      await open.write(data, 0);
      assert.ok(fs.readFileSync(path.join(samba.folder(), name)).equals(data), 'as Samba has it');
      const into = Buffer.alloc(data.length + 100_000, 0xee);
      assert.is(await open.read(into, 0), data.length);
      assert.ok(into.subarray(0, data.length).equals(data), 'as it is read');
      assert.ok(
        into.subarray(data.length).every((byte) => byte === 0xee),
        'and not a byte more',
      );
      assert.is((await open.stat()).endOfFile, data.length);
    });
  });
}

test('reads and writes any stretch of a file in chunks of any size', async ({ samba }) => {
  const data = stamped(1_000_003, 2);
  await onFile(samba, 'stretches', {}, async (open) => {
    for (const chunk of [10_000, 65_535, 65_536, 65_537, 250_001]) {
      await open.truncate(0);
      await open.write(data, 0, { chunk });
      for (const [start, length] of [
        [0, 1],
        [1, 65_536],
        [65_535, 2],
        [123_457, 500_000],
        [999_999, 4],
        [999_999, 100_000],
        [0, 1_000_003],
      ] as const) {
        const into = Buffer.alloc(length, 0xee);
        const expected = data.subarray(start, start + length);
        assert.is(await open.read(into, start, { chunk }), expected.length);
        assert.ok(into.subarray(0, expected.length).equals(expected), `${length} bytes at ${start} by ${chunk}`);
        assert.ok(into.subarray(expected.length).every((byte) => byte === 0xee));
      }
    }
  });
});

test('reads nothing at, and behind, the end of a file', async ({ samba }) => {
  await onFile(samba, 'short', {}, async (open) => {
    assert.is(await open.read(Buffer.alloc(10), 0), 0);
    await open.write(Buffer.alloc(0), 0);
    assert.is((await open.stat()).endOfFile, 0);
    await open.write(Buffer.from('x'), 0);
    for (const position of [1, 2, 65_536, 2 ** 31, 2 ** 32, 2 ** 40]) {
      assert.is(await open.read(Buffer.alloc(10), position), 0);
    }
    assert.is(await open.read(Buffer.alloc(0), 0), 0);
    assert.is(await open.read(Buffer.alloc(5 * MIB), 0), 1);
  });
});

test('reads and writes beyond 2 GiB and 4 GiB', async ({ samba }) => {
  await onFile(samba, 'sparse', {}, async (open) => {
    for (const position of [2 ** 31 - 70_000, 2 ** 32 - 70_000, 2 ** 32 + 5, 2 ** 40]) {
      const data = stamped(140_000, position % 1000);
      await open.write(data, position, { chunk: 65_536 });
      const into = Buffer.alloc(data.length);
      assert.is(await open.read(into, position), data.length);
      assert.ok(into.equals(data), `at ${position}`);
    }
    assert.is((await open.stat()).endOfFile, 2 ** 40 + 140_000);
    const hole = Buffer.alloc(100, 0xee);
    assert.is(await open.read(hole, 2 ** 33), 100);
    assert.ok(hole.every((byte) => byte === 0));
    const local = fs.openSync(path.join(samba.folder(), 'sparse'), 'r');
    const there = Buffer.alloc(140_000);
    fs.readSync(local, there, 0, there.length, 2 ** 40);
    fs.closeSync(local);
    assert.ok(there.equals(stamped(140_000, 2 ** 40 % 1000)));
    await open.truncate(2 ** 32 + 1);
    assert.is((await open.stat()).endOfFile, 2 ** 32 + 1);
  });
});

test('many readers and writers of one file do not disturb each other', async ({ samba }) => {
  const size = 256 * 1024;
  const parts = Array.from({ length: 24 }, (_, i) => stamped(size, i));
  await onFile(samba, 'shared', {}, async (open) => {
    await Promise.all(parts.map((part, i) => open.write(part, i * size, { chunk: 65_536 })));
    await Promise.all(
      parts.map(async (part, i) => {
        const into = Buffer.alloc(size);
        assert.is(await open.read(into, i * size, { chunk: 30_000 }), size);
        assert.ok(into.equals(part), `part ${i}`);
      }),
    );
  });
});

test('emptying a file keeps what it is', async ({ samba }) => {
  await onFile(samba, 'kept', {}, async (open, share) => {
    await open.write(Buffer.from('something'), 0);
    const { indexNumber } = await open.stat();
    const intent = { read: true, write: true, create: true, exclusive: false, truncate: true };
    await share.run(async (tree) => {
      const none = { directory: false, noFollow: false, sync: false, readOnly: false };
      const emptied = await openFile(tree, 'kept', { ...intent, ...none });
      const { endOfFile, indexNumber: same } = await emptied.stat();
      assert.equal([endOfFile, same], [0, indexNumber]);
      await emptied.close();
    });
    assert.is(await open.read(Buffer.alloc(10), 0), 0);
  });
});

test('an aborted transfer leaves nothing open, and its connection usable', async ({ samba }) => {
  // Slowly, as else all of it may have come before a busy process gets round to aborting it.
  const relay = await startSlowRelay(samba, 8 * MIB);
  try {
    const { host, port } = relay;
    await onFile(samba, 'aborted', { host, port }, async (open, share) => {
      const data = stamped(2 * MIB, 3);
      for (const work of ['write', 'read'] as const) {
        const controller = new AbortController();
        const moving = rejection(open[work](Buffer.from(data), 0, { signal: controller.signal }));
        setTimeout(() => controller.abort(), 5);
        assert.is((await moving).name, 'AbortError');
        await open.write(data, 0);
      }
      assert.is(share.tree?.openCount, 1);
      assert.equal(await samba.openFiles(), ['aborted']);
    });
  } finally {
    await relay.close();
  }
  assert.equal(await samba.openFiles(), []);
});

test('an open that is aborted is not held on the server', async ({ samba }) => {
  await onFile(samba, 'held', {}, async (_, share) => {
    const { tree } = share;
    if (!tree) throw new Error('not connected');
    const openings = Array.from({ length: 50 }, async (__, i) => {
      const signal = i % 2 ? AbortSignal.timeout(0) : undefined;
      const controller = new AbortController();
      const opening = Open.create(
        tree,
        'held',
        ACCESS,
        { createDisposition: FILE_OPEN },
        { signal: signal ?? controller.signal },
      );
      if (!signal) controller.abort();
      const open = await opening.catch(() => undefined);
      await open?.close();
    });
    await Promise.all(openings);
    await tree.connection.echo();
    while (tree.connection.inFlight > 0) await tree.connection.echo();
    assert.equal(await samba.openFiles(), ['held']);
  });
});

test.run();
