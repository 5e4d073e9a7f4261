/**
 * Large files, byte by byte: `npm run endurance` moves them 50 times each way. Samba answers what takes it longer than half a
 * millisecond with an interim reply first: the counters must show that it did.
 */
import * as nodeFs from 'node:fs/promises';
import { parseArgs } from 'node:util';
import * as assert from 'uvu/assert';
import { SmbFs, type SmbFsOptions } from '../../lib/index.ts';
import { assertAtRest } from '../support/matrix.ts';
import type { Samba } from '../support/samba.ts';
import { sambaSuite } from '../support/samba-suite.ts';
import { assertStamped, stamp } from '../support/stamps.ts';

export const deadlineSeconds = 600;

const MIB = 1024 * 1024;
const LARGE = 64 * MIB;

const { values } = parseArgs({ options: { rounds: { type: 'string' } } });

/** The rounds take turns with these. */
const WAYS: readonly SmbFsOptions[] = [
  {},
  { transport: 'netbios' },
  { encryption: 'required' },
  { maxDialect: '2.1', readBufferSize: 70_000, writeBufferSize: 130_000 },
];

const test = sambaSuite('large files');

function connection(samba: Samba, round: number): SmbFs {
  const options = WAYS[round % WAYS.length] ?? {};
  return new SmbFs(samba.url('share', { transport: options.transport }), options);
}

/** Writes, reads and removes a file of 64 MiB, and looks at it on the server's own disk. */
async function roundTrip(smb: SmbFs, samba: Samba, id: number, content: Buffer, scratch: Buffer): Promise<void> {
  const path = `/large-${id}`;
  stamp(content, id, 0);
  await smb.writeFile(path, content);
  assertStamped(await nodeFs.readFile(`${samba.folder()}${path}`), id, 0, scratch);
  content.fill(0);
  const file = await smb.open(path);
  try {
    assert.is((await file.read(content, 0, LARGE, 0)).bytesRead, LARGE);
    assertStamped(content, id, 0, scratch);
    assertStamped(await smb.readFile(path), id, 0, scratch);
  } finally {
    await file.close();
  }
  await smb.unlink(path);
}

for (const [concurrency, usualRounds] of [
  [1, WAYS.length],
  [8, 2],
] as const) {
  const rounds = Number(values.rounds ?? usualRounds);
  test(`moves files of 64 MiB, ${concurrency} at a time, without a wrong byte`, async ({ samba }) => {
    const contents = Array.from({ length: concurrency }, () => Buffer.allocUnsafeSlow(LARGE));
    const scratch = Buffer.allocUnsafeSlow(LARGE);
    let interimReplies = 0;
    for (let round = 0; round < rounds; round++) {
      const smb = connection(samba, round);
      const moving = contents.map((content, lane) =>
        roundTrip(smb, samba, 1000 * (round + 1) + lane, content, scratch),
      );
      await Promise.all(moving);
      await assertAtRest(smb);
      interimReplies += smb.diagnostics().counters?.interimReplies ?? 0;
      await smb.close();
    }
    assert.ok(interimReplies > 0, 'the server sent interim replies');
  });
}

test('copies 64 MiB on the server without a wrong byte', async ({ samba }) => {
  await using smb = connection(samba, 0);
  const content = Buffer.allocUnsafeSlow(LARGE);
  stamp(content, 7, 0);
  await smb.writeFile('/from', content);
  await smb.copyFile('/from', '/to');
  assertStamped(await nodeFs.readFile(`${samba.folder()}/to`), 7, 0, Buffer.allocUnsafeSlow(LARGE));
});

test.run();
