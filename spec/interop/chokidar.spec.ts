/** The package chokidar on a share that is mounted. */
import { runMounted } from '../support/mounted-program.ts';
import { sambaSuite } from '../support/samba-suite.ts';

const test = sambaSuite('interop/chokidar');

test('chokidar sees what happens on a share, told and looking for itself', async ({ samba }) => {
  await runMounted(samba, 'chokidar');
});

test.run();
