import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MalformedError } from '../../../lib/errors.ts';
import { TreeDisconnect } from '../../../lib/wire/commands/tree-disconnect.ts';
import { assertRequest, assertResponse, assertTruncationRefused, bodyReader, fields } from '../../support/codec.ts';

const test = suite('wire/commands/tree-disconnect');

const body = fields(['StructureSize', '0400'], ['Reserved', '0000']);

test('the request says nothing beyond its command', () => {
  assertRequest(TreeDisconnect, {}, body);
});

test('the response says nothing beyond its command', () => {
  assertResponse(TreeDisconnect, {}, body);
});

test('the reserved field is ignored', () => {
  const other = fields(['StructureSize', '0400'], ['Reserved', 'ffff']);
  assert.equal(TreeDisconnect.readRequest(bodyReader(other)), {});
  assert.equal(TreeDisconnect.readResponse(bodyReader(other)), {});
});

test('another StructureSize is refused', () => {
  const other = fields(['StructureSize', '0900'], ['Reserved', '0000']);
  const isMalformed = (error: unknown) => error instanceof MalformedError;
  assert.throws(() => TreeDisconnect.readRequest(bodyReader(other)), isMalformed);
  assert.throws(() => TreeDisconnect.readResponse(bodyReader(other)), isMalformed);
});

test('a body cut short is refused', () => {
  assertTruncationRefused(body, (part) => TreeDisconnect.readRequest(bodyReader(part)));
  assertTruncationRefused(body, (part) => TreeDisconnect.readResponse(bodyReader(part)));
});

test.run();
