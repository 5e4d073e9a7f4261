/** A file of 5 GiB, byte by byte, through little memory. */
import * as nodeFs from 'node:fs';
import { tmpdir } from 'node:os';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as assert from 'uvu/assert';
import { SmbFs } from '../../lib/index.ts';
import { assertAtRest } from '../support/matrix.ts';
import { sambaSuite } from '../support/samba-suite.ts';
import { skipIf } from '../support/skip.ts';
import { assertStamped, stamp } from '../support/stamps.ts';

export const deadlineSeconds = 600;

const MIB = 1024 * 1024;
const HUGE = 5 * 1024 * MIB;
const MEMORY_GROWTH = 100 * MIB;

const { bavail, bsize } = nodeFs.statfsSync(tmpdir());
const room = bavail * bsize;
const test = skipIf(
  sambaSuite('a file of 5 GiB'),
  room < HUGE + 1024 * MIB ? `${tmpdir()} has only ${Math.floor(room / MIB)} MiB left` : undefined,
);

/** Watches how much memory the process takes. */
class Memory {
  readonly #before = process.memoryUsage.rss();
  #peak = 0;

  look(): void {
    this.#peak = Math.max(this.#peak, process.memoryUsage.rss());
  }

  assertFlat(): void {
    const growth = this.#peak - this.#before;
    assert.ok(growth < MEMORY_GROWTH, `memory grew by ${Math.round(growth / MIB)} MiB`);
  }
}

function* stampedChunks(id: number, memory: Memory): Generator<Buffer> {
  for (let position = 0; position < HUGE; position += MIB) {
    const chunk = Buffer.allocUnsafeSlow(MIB);
    stamp(chunk, id, position);
    memory.look();
    yield chunk;
  }
}

test('goes in and comes out as a stream, through little memory', async ({ samba }) => {
  await using smb = new SmbFs(samba.url());
  await smb.connect();
  const scratch = Buffer.allocUnsafeSlow(4 * MIB);
  const written = new Memory();
  await pipeline(Readable.from(stampedChunks(5, written)), smb.createWriteStream('/huge'));
  written.assertFlat();
  assert.is((await smb.stat('/huge')).size, HUGE);
  const read = new Memory();
  let position = 0;
  for await (const chunk of smb.createReadStream('/huge', { highWaterMark: MIB }) as AsyncIterable<Buffer>) {
    assertStamped(chunk, 5, position, scratch);
    position += chunk.length;
    read.look();
  }
  read.assertFlat();
  assert.is(position, HUGE);
  await assertAtRest(smb);
  await smb.unlink('/huge');
});

test.run();
