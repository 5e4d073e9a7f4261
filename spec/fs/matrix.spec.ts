/** Everything that a file system must do: by node itself, which proves the list right, and by Samba as it comes. */
import * as fs from 'node:fs';
import * as fsPromises from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SmbFs } from '../../lib/index.ts';
import { type BodyFs, behaviours, runBehaviour } from '../support/fs-body.ts';
import { AGREEMENTS, assertAtRest, prove } from '../support/matrix.ts';
import type { Samba } from '../support/samba.ts';
import { sambaSuite } from '../support/samba-suite.ts';

const node = suite<{ root: string }>('node:fs');
const { createReadStream, createWriteStream } = fs;

node.before(async (context) => {
  context.root = await fsPromises.mkdtemp(join(tmpdir(), 'smbfs-node-'));
});

for (const behaviour of behaviours) {
  node(behaviour.name, ({ root }) =>
    runBehaviour(behaviour, { ...fsPromises, createReadStream, createWriteStream }, root),
  );
}

node.after(({ root }) => fsPromises.rm(root, { recursive: true }));
node.run();

const plain = sambaSuite('a share on Samba');
let smb: SmbFs | undefined;

/** The one connection of all tests. */
function shared(samba: Samba): SmbFs {
  smb ??= new SmbFs(samba.url());
  return smb;
}

for (const behaviour of behaviours) {
  plain(behaviour.name, ({ samba }) => runBehaviour(behaviour, shared(samba) as unknown as BodyFs, ''));
}

plain('leaves nothing open', async ({ samba }) => {
  await assertAtRest(shared(samba));
  assert.equal(await samba.openFiles(), []);
});

plain('did all of it on one connection, signed', async ({ samba }) => {
  const { connected, dialect, protection, counters } = shared(samba).diagnostics();
  assert.equal({ connected, dialect, protection }, { connected: true, dialect: '3.1.1', protection: 'signed' });
  assert.ok((counters?.framesSent ?? 0) > 3000);
  await smb?.close();
});

plain('does the same over NetBIOS', async ({ samba }) => {
  await prove(samba.url('share', { transport: 'netbios' }), {}, { ...AGREEMENTS['3.1.1'], protection: 'signed' });
});

plain('does the same encrypted', async ({ samba }) => {
  await prove(samba.url(), { encryption: 'required' }, { ...AGREEMENTS['3.1.1'], protection: 'encrypted' });
});

plain.run();
