/** Everything that a file system must do, on a folder of the embedded server: over both transports, with each protection. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import { createServer } from '../../lib/server/index.ts';
import { AGREEMENTS, prove } from '../support/matrix.ts';

export const deadlineSeconds = 300;

const test = suite('a folder of the embedded server');

const PROTECTIONS = { plain: { signing: 'if-required' }, signed: {}, encrypted: { encryption: 'required' } } as const;

for (const transport of ['directtcp', 'netbios'] as const) {
  for (const [protection, options] of Object.entries(PROTECTIONS)) {
    test(`does everything ${protection} over ${transport}`, async () => {
      const folder = await mkdtemp(join(tmpdir(), 'served-'));
      await using server = createServer({ shares: { folder }, users: { ann: 's3cret' } });
      await server.listen({ port: 0, transport });
      const url = server.url('folder', { transport, user: 'ann' });
      await prove(url, options, { ...AGREEMENTS['3.1.1'], protection: protection as keyof typeof PROTECTIONS });
    });
  }
}

test.run();
