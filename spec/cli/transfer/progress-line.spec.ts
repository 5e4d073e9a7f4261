import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { progressText } from '../../../lib/cli/transfer/progress-line.ts';

const test = suite('cli/transfer/progress-line');
const MIB = 1024 * 1024;

test('while files are still being found, it tells how much is done', () => {
  const tally = { movedBytes: 3 * MIB, plannedBytes: 9 * MIB, copiedFiles: 2, plannedFiles: 7, isPlanComplete: false };
  assert.is(progressText(tally, 2 * MIB, 'a/b'), '3.0M  2 of 7 files so far  2.0M/s  a/b');
});

test('when all is known, it tells how far it is and how long it will take', () => {
  const tally = {
    movedBytes: 30 * MIB,
    plannedBytes: 120 * MIB,
    copiedFiles: 2,
    plannedFiles: 7,
    isPlanComplete: true,
  };
  const line = '[#####...............] 25%  30M/120M  2/7 files  1.0M/s  ETA 1:30  a';
  assert.is(progressText(tally, MIB, 'a'), line);
  assert.match(progressText(tally, 10_000, ''), / ETA 2:37:18 /);
});

test('files without content count as such, and no rate gives no time', () => {
  const tally = { movedBytes: 0, plannedBytes: 0, copiedFiles: 1, plannedFiles: 4, isPlanComplete: true };
  assert.is(progressText(tally, 0, 'empty'), '[#####...............] 25%  0/0  1/4 files  0/s  empty');
});

test('a name cannot move the cursor', () => {
  const tally = { movedBytes: 0, plannedBytes: 0, copiedFiles: 0, plannedFiles: 0, isPlanComplete: false };
  assert.not.match(progressText(tally, 0, 'a\u001b[2Jb'), '\u001b');
});

test.run();
