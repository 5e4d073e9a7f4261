/** Everything that a file system must do, with each signing algorithm and each cipher, over each transport. */

import { suite } from 'uvu';
import { CIPHERS, SIGNING_ALGORITHMS } from '../../lib/manager/share-settings.ts';
import { AGREEMENTS, prove } from '../support/matrix.ts';
import { startNetbiosSamba, whyNoNetbiosSamba } from '../support/netbios-samba.ts';
import { sambaSuite } from '../support/samba-suite.ts';
import { skipIf } from '../support/skip.ts';

export const deadlineSeconds = 400;

const newest = AGREEMENTS['3.1.1'];
const test = sambaSuite('algorithms');

for (const transport of ['directtcp', 'netbios'] as const) {
  for (const signing of SIGNING_ALGORITHMS) {
    test(`does everything signed with ${signing} over ${transport}`, async ({ samba }) => {
      const url = samba.url('share', { transport });
      await prove(url, { signingAlgorithms: [signing] }, { ...newest, protection: 'signed', signing });
    });
  }
  for (const cipher of CIPHERS) {
    test(`does everything encrypted with ${cipher} over ${transport}`, async ({ samba }) => {
      const url = samba.url('share', { transport });
      const options = { ciphers: [cipher], encryption: 'required' } as const;
      await prove(url, options, { ...newest, protection: 'encrypted', cipher });
    });
  }
  test(`does everything on a share that demands encryption over ${transport}`, async ({ samba }) => {
    await prove(samba.url('enc', { transport }), {}, { ...newest, protection: 'encrypted' });
  });
  test(`does everything without signatures over ${transport}`, async ({ samba }) => {
    await prove(samba.url('share', { transport }), { signing: 'if-required' }, { ...newest, protection: 'plain' });
  });
}

test.run();

const realPorts = skipIf(suite('ports 445 and 139'), whyNoNetbiosSamba());

realPorts('does everything on the ports that transports have by default', async () => {
  const samba = await startNetbiosSamba();
  try {
    for (const transport of ['directtcp', 'netbios'] as const) {
      const url = `smb://ann:s3cret@${samba.host}/share?transport=${transport}`;
      await prove(url, {}, { ...newest, protection: 'signed' });
    }
  } finally {
    await samba.stop();
  }
});

realPorts.run();
