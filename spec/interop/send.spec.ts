/** The package send on a share that is mounted. */
import { runMounted } from '../support/mounted-program.ts';
import { sambaSuite } from '../support/samba-suite.ts';

const test = sambaSuite('interop/send');

test('send serves files of a share, whole and in ranges', async ({ samba }) => {
  await runMounted(samba, 'send');
});

test.run();
