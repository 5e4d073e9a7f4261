/** Everything that a file system must do, on a share of the embedded server. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SmbFs } from '../../lib/index.ts';
import { type BodyFs, behaviours, runBehaviour } from '../support/fs-body.ts';
import { type Embedded, startEmbedded } from './embedded.ts';

/** No buffer is that large: memfs keeps a file in one. */
const BEYOND_MEMORY = 'reads and writes beyond 2, 4 and 8 GiB of a sparse file';

for (const [name, share, transport, encryption] of [
  ['a folder, signed', 'folder', 'directtcp', 'if-required'],
  ['a folder over NetBIOS', 'folder', 'netbios', 'if-required'],
  ['memory, encrypted', 'share', 'directtcp', 'required'],
] as const) {
  const test = suite<{ embedded: Embedded; smb: SmbFs }>(`the embedded server: ${name}`);
  test.before(async (context) => {
    context.embedded = await startEmbedded();
    context.smb = new SmbFs(context.embedded.server.url(share, { user: 'ann', transport }), { encryption });
  });
  test.after(async ({ embedded, smb }) => {
    await smb.close();
    await embedded.stop();
  });
  for (const behaviour of behaviours) {
    if (share === 'share' && behaviour.name === BEYOND_MEMORY) continue;
    test(behaviour.name, ({ smb }) => runBehaviour(behaviour, smb as unknown as BodyFs, ''));
  }
  test('never failed by itself', ({ embedded }) => assert.equal(embedded.failures, []));
  test.run();
}
