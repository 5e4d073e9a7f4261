/** Every dialect, transport, signature and cipher against Samba; many requests at once, interim replies, and CANCEL. */
import * as assert from 'uvu/assert';
import { step } from '../../lib/connection/exchange.ts';
import { CIPHERS, DIALECTS, type ShareSettings, SIGNING_ALGORITHMS } from '../../lib/manager/share-settings.ts';
import { Open } from '../../lib/open/open.ts';
import { listDirectory } from '../../lib/open/paths/list-directory.ts';
import { stat } from '../../lib/open/paths/stat.ts';
import type { Tree } from '../../lib/tree/tree.ts';
import { FILE_LIST_DIRECTORY, FILE_READ_DATA, FILE_WRITE_DATA } from '../../lib/wire/commands/access-mask.ts';
import { ChangeNotify, FILE_NOTIFY_CHANGE_FILE_NAME } from '../../lib/wire/commands/change-notify.ts';
import { FILE_DIRECTORY_FILE, FILE_OPEN_IF } from '../../lib/wire/commands/create.ts';
import { Lock, SMB2_LOCKFLAG_EXCLUSIVE_LOCK } from '../../lib/wire/commands/lock.ts';
import { STATUS_CANCELLED } from '../../lib/wire/ntstatus.ts';
import { shareOn } from '../support/client.ts';
import { stamped } from '../support/frames.ts';
import type { Samba } from '../support/samba.ts';
import { sambaSuite } from '../support/samba-suite.ts';
import { rejection, settled, until } from '../support/settles.ts';

const test = sambaSuite('connection against Samba');

/** Runs `work` on a share and leaves it properly. */
async function onShare<T>(samba: Samba, changes: Partial<ShareSettings>, work: (tree: Tree) => Promise<T>): Promise<T> {
  const { host, port, netbiosPort } = samba;
  const share = shareOn({ host, port: changes.transport === 'netbios' ? netbiosPort : port }, changes);
  try {
    const result = await share.run(work);
    await share.close();
    return result;
  } finally {
    share.destroy();
  }
}

const ACCESS = FILE_READ_DATA | FILE_WRITE_DATA;
let files = 0;

/** Writes a file, reads it back, and finds it in a listing. */
async function useShare(tree: Tree): Promise<void> {
  const name = `file${files++}`;
  const data = stamped(300_000, files);
  const open = await Open.create(tree, name, ACCESS, { createDisposition: FILE_OPEN_IF });
  await open.write(data, 0);
  await open.flush();
  const into = Buffer.alloc(400_000);
  assert.is(await open.read(into, 0), data.length);
  assert.ok(into.subarray(0, data.length).equals(data));
  await open.close();
  assert.is((await stat(tree, name, true)).endOfFile, data.length);
  assert.ok((await listDirectory(tree, '')).some((entry) => entry.name === name));
}

for (const transport of ['directtcp', 'netbios'] as const) {
  for (const dialect of DIALECTS) {
    test(`speaks ${dialect} over ${transport}`, async ({ samba }) => {
      await onShare(samba, { transport, minDialect: dialect, maxDialect: dialect }, async (tree) => {
        // Over NetBIOS that is a matter of the port: Samba's own 139 has one credit for every request.
        if (transport === 'directtcp') assert.is(tree.connection.negotiated.multiCredit, dialect !== '2.0.2');
        assert.is(tree.protection, 'signed');
        await useShare(tree);
      });
    });
  }

  for (const cipher of CIPHERS) {
    test(`encrypts with ${cipher} over ${transport}`, async ({ samba }) => {
      await onShare(samba, { transport, encryption: 'required', ciphers: [cipher] }, async (tree) => {
        assert.is(tree.protection, 'encrypted');
        await useShare(tree);
      });
    });
  }
}

test('picks the best dialect, signature and cipher', async ({ samba }) => {
  await onShare(samba, {}, async ({ connection }) => {
    const { dialect, signingAlgorithmId, cipherId } = connection.negotiated;
    assert.equal([dialect, signingAlgorithmId, cipherId], [0x0311, 2, 2]);
  });
});

for (const algorithm of SIGNING_ALGORITHMS) {
  test(`signs with ${algorithm}`, async ({ samba }) => {
    await onShare(samba, { signingAlgorithms: [algorithm] }, async (tree) => {
      assert.is(tree.protection, 'signed');
      await useShare(tree);
    });
  });
}

for (const dialect of ['3.0', '3.0.2'] as const) {
  test(`encrypts on ${dialect}`, async ({ samba }) => {
    await onShare(samba, { encryption: 'required', maxDialect: dialect }, async (tree) => {
      assert.is(tree.protection, 'encrypted');
      await useShare(tree);
    });
  });
}

test('encrypts a share that wants it, signs another', async ({ samba }) => {
  for (const maxDialect of ['3.0', '3.1.1'] as const) {
    await onShare(samba, { share: 'enc', maxDialect }, async (tree) => {
      assert.equal([tree.session.protection, tree.protection], ['signed', 'encrypted']);
      await useShare(tree);
    });
  }
});

test('cannot use a share that wants encryption without any', async ({ samba }) => {
  const error = await rejection(onShare(samba, { share: 'enc', encryption: 'disabled' }, useShare));
  assert.is(error.code, 'STATUS_ACCESS_DENIED', 'Samba does not even let it in');
});

test('neither signs nor encrypts where nobody asks for it', async ({ samba }) => {
  await onShare(samba, { signing: 'if-required', encryption: 'disabled' }, async (tree) => {
    assert.is(tree.protection, 'plain');
    await useShare(tree);
  });
});

test('has 500 operations at once', async ({ samba }) => {
  for (const transport of ['directtcp', 'netbios'] as const) {
    await onShare(samba, { transport }, async (tree) => {
      await useShare(tree);
      const { connection } = tree;
      const all = Array.from({ length: 500 }, (_, i) =>
        i % 2 ? stat(tree, `file${files - 1}`, true) : listDirectory(tree, ''),
      );
      assert.is((await settled(Promise.all(all))).length, 500);
      assert.is(connection.inFlight, 0);
      const { available, ceiling } = connection.credits;
      assert.is(available, ceiling, 'every credit is back');
      assert.ok(ceiling >= 400, `${ceiling} credits`);
    });
  }
});

const notify = (open: Open) =>
  step(ChangeNotify, {
    flags: 0,
    outputBufferLength: 4096,
    fileId: open.fileId,
    completionFilter: FILE_NOTIFY_CHANGE_FILE_NAME,
  });

const openRoot = (tree: Tree): Promise<Open> =>
  Open.create(tree, '', FILE_LIST_DIRECTORY, { createOptions: FILE_DIRECTORY_FILE });

test('waits for what Samba answers later, without a deadline, while other requests go on', async ({ samba }) => {
  await onShare(samba, { requestTimeout: 2000 }, async (tree) => {
    const open = await openRoot(tree);
    const { connection } = tree;
    const changed = tree.request(notify(open), { timeout: 0 });
    await until(() => connection.counters.interimReplies === 1);
    const sent = connection.counters.framesSent;
    await until(() => connection.counters.framesSent > sent); // an ECHO, for want of other signs of life
    await useShare(tree);
    assert.ok((await settled(changed)).buffer.length > 0);
    await open.close();
    assert.is(connection.credits.available, connection.credits.ceiling);
  });
});

for (const [how, changes] of [
  ['signed with aes-gmac', { signingAlgorithms: ['aes-gmac'] }],
  ['signed with aes-cmac', { signingAlgorithms: ['aes-cmac'] }],
  ['signed with hmac-sha256, on 2.1', { maxDialect: '2.1' }],
  ['encrypted', { encryption: 'required' }],
  ['in the clear', { signing: 'if-required', encryption: 'disabled' }],
] as const satisfies ReadonlyArray<readonly [string, Partial<ShareSettings>]>) {
  test(`Samba takes a CANCEL that is ${how}`, async ({ samba }) => {
    await onShare(samba, changes, async (tree) => {
      const { connection } = tree;
      const open = await openRoot(tree);
      const controller = new AbortController();
      let status = 0;
      const late = ([reply]: readonly { readonly status: number }[]): void => {
        status = reply?.status ?? 0;
      };
      const waiting = rejection(tree.request(notify(open), { timeout: 0, signal: controller.signal, late }));
      await until(() => connection.counters.interimReplies === 1);
      controller.abort();
      assert.is((await waiting).name, 'AbortError');
      await until(() => status !== 0);
      assert.is(status, STATUS_CANCELLED);
      await useShare(tree);
      await open.close();
    });
  });
}

test('a lock that somebody else holds is waited for, and cancelled', async ({ samba }) => {
  await onShare(samba, {}, async (tree) => {
    const [holder, other] = [await lockable(tree), await lockable(tree)];
    await tree.request(lock(holder));
    const { connection } = tree;
    const controller = new AbortController();
    const cancelled = rejection(tree.request(lock(other), { timeout: 0, signal: controller.signal }));
    await until(() => connection.counters.interimReplies === 1);
    controller.abort();
    await cancelled;
    await until(() => connection.inFlight === 0);
    const waiting = tree.request(lock(other), { timeout: 0 });
    await until(() => connection.counters.interimReplies === 2);
    await holder.close();
    await settled(waiting);
    await other.close();
  });
});

function lockable(tree: Tree): Promise<Open> {
  return Open.create(tree, 'locked', ACCESS, { createDisposition: FILE_OPEN_IF });
}

function lock(open: Open) {
  const locks = [{ offset: 0n, length: 10n, flags: SMB2_LOCKFLAG_EXCLUSIVE_LOCK }];
  return step(Lock, { lockSequenceNumber: 0, lockSequenceIndex: 0, fileId: open.fileId, locks });
}

test.run();
