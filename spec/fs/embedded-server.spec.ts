/** Everything that a file system must do, on the embedded server: over a folder as it comes, and over memory in another way. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFsFromVolume, Volume } from 'memfs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SmbFs, type SmbFsOptions } from '../../lib/index.ts';
import { createServer, type ServedFileSystem, type Server } from '../../lib/server/index.ts';
import { type BodyFs, behaviours, runBehaviour } from '../support/fs-body.ts';
import { assertAtRest } from '../support/matrix.ts';

interface Served {
  server: Server;
  folder: string;
  smb: SmbFs;
  failures: Error[];
}

interface Way {
  readonly share: string;
  readonly options: SmbFsOptions;
  /** What the file system behind the share cannot do, whoever asks it. */
  readonly beyond: readonly string[];
}

const WAYS: readonly Way[] = [
  { share: 'folder', options: {}, beyond: [] },
  {
    share: 'memory',
    options: { transport: 'netbios', encryption: 'required' },
    // memfs keeps a file in one piece of memory, holes and all.
    beyond: ['reads and writes beyond 2, 4 and 8 GiB of a sparse file'],
  },
];

for (const { share, options, beyond } of WAYS) {
  const test = suite<Served>(`a share over a ${share} of the embedded server`);

  test.before(async (context) => {
    context.folder = await mkdtemp(join(tmpdir(), 'smbfs-served-'));
    const memory = createFsFromVolume(new Volume()).promises as unknown as ServedFileSystem;
    context.server = createServer({ shares: { memory, folder: context.folder }, users: { ann: 's3cret' } });
    context.failures = [];
    context.server.events.on('failure', (error) => context.failures.push(error));
    await context.server.listen(0);
    await context.server.listen({ port: 0, transport: 'netbios' });
    context.smb = new SmbFs(context.server.url(share, { user: 'ann', transport: options.transport }), options);
  });

  test.after(async ({ server, folder, smb }) => {
    await smb.close();
    await server.close();
    await rm(folder, { recursive: true });
  });

  for (const behaviour of behaviours.filter(({ name }) => !beyond.includes(name))) {
    test(behaviour.name, ({ smb }) => runBehaviour(behaviour, smb as unknown as BodyFs, ''));
  }

  test('leaves nothing open', ({ smb }) => assertAtRest(smb));

  test('had no failure of its own', ({ failures }) => assert.equal(failures, []));

  test.run();
}
