import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MalformedError } from '../../../lib/errors.ts';
import { SrvCopychunkCopy, SrvCopychunkResponse, SrvRequestResumeKey } from '../../../lib/wire/fscc/srv-copychunk.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { assertStructure, assertTruncationRefused, fields } from '../../support/codec.ts';

const test = suite('wire/fscc/srv-copychunk');

const key = Buffer.from(Array.from({ length: 24 }, (_, index) => index + 1));

const copy: SrvCopychunkCopy = {
  sourceKey: key,
  chunks: [
    { sourceOffset: 0, targetOffset: 0x1_0000_0000, length: 0x100000 },
    { sourceOffset: 0x100000, targetOffset: 0x1_0010_0000, length: 7 },
  ],
};
const copyBytes = fields(
  ['SourceKey', key],
  ['ChunkCount', '02000000'],
  ['Reserved', '00000000'],
  ['SourceOffset', '0000000000000000'],
  ['TargetOffset', '0000000001000000'],
  ['Length', '00001000'],
  ['Reserved', '00000000'],
  ['SourceOffset', '0000100000000000'],
  ['TargetOffset', '0000100001000000'],
  ['Length', '07000000'],
  ['Reserved', '00000000'],
);
const keyBytes = fields(['ResumeKey', key], ['ContextLength', '00000000'], ['Context', '00000000']);
const responseBytes = fields(
  ['ChunksWritten', '10000000'],
  ['ChunkBytesWritten', '00001000'],
  ['TotalBytesWritten', '00000001'],
);

test('the key of a source is written with the four zeros that Windows sends after it', () => {
  assertStructure(SrvRequestResumeKey, { resumeKey: key }, keyBytes);
});

test('a key is read without its context', () => {
  assert.equal(SrvRequestResumeKey.read(new Reader(keyBytes.subarray(0, 28))), { resumeKey: key });
});

test('the ranges of a copy are written and read', () => {
  assertStructure(SrvCopychunkCopy, copy, copyBytes);
});

test('the result of a copy is written and read', () => {
  assertStructure(
    SrvCopychunkResponse,
    { chunksWritten: 16, chunkBytesWritten: 0x100000, totalBytesWritten: 0x1000000 },
    responseBytes,
  );
});

test('copies cut short are refused', () => {
  assertTruncationRefused(keyBytes, (part) => SrvRequestResumeKey.read(new Reader(part)), 28);
  assertTruncationRefused(copyBytes, (part) => SrvCopychunkCopy.read(new Reader(part)));
  assertTruncationRefused(responseBytes, (part) => SrvCopychunkResponse.read(new Reader(part)));
});

test('more chunks than the bytes can hold are refused before any is read', () => {
  for (const count of [3, 0x0aaa_aaab, 0xffffffff]) {
    const hostile = Buffer.from(copyBytes);
    hostile.writeUInt32LE(count, 24);
    assert.throws(
      () => SrvCopychunkCopy.read(new Reader(hostile)),
      (error: unknown) => error instanceof MalformedError && error.message.startsWith(`${count} chunks`),
      `${count} chunks`,
    );
  }
});

test.run();
