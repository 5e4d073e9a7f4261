/** Calls that are cut short, by a signal, by their time, or with everything: nothing of them stays open on the server. */
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as turn } from 'node:timers/promises';
import * as assert from 'uvu/assert';
import { SmbFs } from '../../lib/index.ts';
import type { Samba } from '../support/samba.ts';
import { sambaSuite } from '../support/samba-suite.ts';
import { settled } from '../support/settles.ts';

const test = sambaSuite('fs/cut short');

/** More than one request. */
const LARGE = 3 * 1024 * 1024;
const FILES = 4;

/** Each opens something on the server. */
const CALLS: ReadonlyArray<(smb: SmbFs, signal: AbortSignal, path: string) => Promise<unknown>> = [
  (smb, signal, path) => smb.readFile(path, { signal }),
  (smb, signal, path) => smb.writeFile(path, Buffer.alloc(LARGE), { signal }),
  (smb, signal, path) => smb.writeFile(path, 'small', { signal, atomic: true }),
  (smb, signal) => smb.readdir('/', { signal, withFileTypes: true }),
  (smb, signal, path) => smb.stat(path, { signal }),
  (smb, signal, path) => smb.cp(path, `${path}.copy`, { signal, force: true }),
  (smb, signal, path) => pipeline(smb.createReadStream(path), new PassThrough().resume(), { signal }),
  (smb, signal, path) => pipeline([Buffer.alloc(LARGE)], smb.createWriteStream(path), { signal }),
];

/** Starts everything, lets some turns of the event loop go by, and cuts it short. */
async function cutShort(
  samba: Samba,
  turns: number,
  cut: (smb: SmbFs, controller: AbortController) => void,
): Promise<void> {
  const smb = new SmbFs(samba.url());
  await Promise.all(Array.from({ length: FILES }, (_, i) => smb.writeFile(`/${i}`, Buffer.alloc(LARGE))));
  const controller = new AbortController();
  const running = CALLS.map((call, i) => call(smb, controller.signal, `/${i % FILES}`));
  for (let i = 0; i < turns; i++) await turn();
  cut(smb, controller);
  const outcomes = await settled(Promise.allSettled(running));
  assert.ok(
    outcomes.some(({ status }) => status === 'rejected'),
    'something was cut short',
  );
  await nothingOpen(samba);
  smb.destroy();
}

/** What was given up is closed without anybody waiting for it. */
async function nothingOpen(samba: Samba): Promise<void> {
  let open = await samba.openFiles();
  for (const deadline = Date.now() + 30_000; open.length > 0 && Date.now() < deadline; ) open = await samba.openFiles();
  assert.equal(open, []);
}

/** Fewer than an atomic write has round trips. */
for (const turns of [0, 1, 3]) {
  test(`nothing stays open of what a signal ends after ${turns} turns`, ({ samba }) =>
    cutShort(samba, turns, (_, controller) => controller.abort()));

  test(`nothing stays open of what is destroyed after ${turns} turns`, ({ samba }) =>
    cutShort(samba, turns, (smb) => smb.destroy()));
}

test('nothing stays open of what has had its time', async ({ samba }) => {
  await using smb = new SmbFs(samba.url());
  await smb.writeFile('/timed', Buffer.alloc(LARGE));
  const calls = [1, 2, 4, 8, 16].flatMap((timeout) => [
    smb.readFile('/timed', { timeout }),
    smb.readdir('/', { timeout, recursive: true }),
    smb.opendir('/', { timeout }).then((dir) => dir.close()),
    smb.cp('/timed', `/copied.${timeout}`, { timeout }),
  ]);
  await settled(Promise.allSettled(calls));
  await nothingOpen(samba);
});

test.run();
