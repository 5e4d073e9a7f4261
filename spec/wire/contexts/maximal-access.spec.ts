import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  QueryMaximalAccessRequestContext,
  QueryMaximalAccessResponseContext,
} from '../../../lib/wire/contexts/maximal-access.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { assertStructure, assertTruncationRefused, fields } from '../../support/codec.ts';

const test = suite('wire/contexts/maximal-access');

test('MxAc is asked for with a timestamp, or without any data', () => {
  const bytes = fields(['Timestamp', '010000000000d001']);
  assertStructure(QueryMaximalAccessRequestContext, { timestamp: 0x01d0000000000001n }, bytes);
  assertStructure(QueryMaximalAccessRequestContext, { timestamp: undefined }, Buffer.alloc(0));
});

test('half a timestamp is refused', () => {
  const read = (part: Buffer) => QueryMaximalAccessRequestContext.read(new Reader(part));
  const bytes = fields(['Timestamp', '010000000000d001']);
  assertTruncationRefused(bytes.subarray(0, 7), (part) => read(Buffer.concat([Buffer.alloc(1), part])));
  assert.equal(read(Buffer.alloc(0)), { timestamp: undefined });
});

test('MxAc is answered with a status and an access mask', () => {
  const bytes = fields(['QueryStatus', '220000c0'], ['MaximalAccess', 'ff011f00']);
  assertStructure(QueryMaximalAccessResponseContext, { queryStatus: 0xc0000022, maximalAccess: 0x1f01ff }, bytes);
  assertTruncationRefused(bytes, (part) => QueryMaximalAccessResponseContext.read(new Reader(part)));
});

test.run();
