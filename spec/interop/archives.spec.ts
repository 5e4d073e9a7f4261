/** The packages archiver and tar on a share that is mounted. */
import { runMounted } from '../support/mounted-program.ts';
import { sambaSuite } from '../support/samba-suite.ts';

const test = sambaSuite('interop/archives');

test('archiver and tar pack from a share, and tar unpacks to it', async ({ samba }) => {
  await runMounted(samba, 'archives');
});

test.run();
