import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MalformedError } from '../../../lib/errors.ts';
import { PipeWait } from '../../../lib/wire/fscc/pipe-wait.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { assertStructure, assertTruncationRefused, fields, utf16 } from '../../support/codec.ts';

const test = suite('wire/fscc/pipe-wait');

const bytes = fields(
  ['Timeout', 'fa00000000000000'],
  ['NameLength', '0c000000'],
  ['TimeoutSpecified', '01'],
  ['Padding', '00'],
  ['Name', utf16('srvsvc')],
);

test('a wait with a timeout is written and read', () => {
  assertStructure(PipeWait, { timeout: 250n, name: 'srvsvc' }, bytes);
});

test('a wait without one goes on for ever, whatever the timeout field holds', () => {
  const endless = Buffer.from(bytes);
  endless.writeUInt8(0, 12);
  assert.equal(PipeWait.read(new Reader(endless)), { timeout: undefined, name: 'srvsvc' });
  endless.fill(0, 0, 8);
  assertStructure(PipeWait, { timeout: undefined, name: 'srvsvc' }, endless);
});

test('a wait cut short, or for a name past the end, is refused', () => {
  assertTruncationRefused(bytes, (part) => PipeWait.read(new Reader(part)));
  for (const length of [14, 11, 0xfffffffe]) {
    const hostile = Buffer.from(bytes);
    hostile.writeUInt32LE(length, 8);
    assert.throws(
      () => PipeWait.read(new Reader(hostile)),
      (error: unknown) => error instanceof MalformedError,
      `NameLength ${length}`,
    );
  }
});

test.run();
