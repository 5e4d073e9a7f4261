/** The package fs-extra on a share that is mounted. */
import { runMounted } from '../support/mounted-program.ts';
import { sambaSuite } from '../support/samba-suite.ts';

const test = sambaSuite('interop/fs-extra');

test('fs-extra makes, copies, moves and removes on a share, and between it and the disk', async ({ samba }) => {
  await runMounted(samba, 'fs-extra');
});

test.run();
