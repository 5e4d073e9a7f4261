import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MalformedError } from '../../../lib/errors.ts';
import { Echo } from '../../../lib/wire/commands/echo.ts';
import { assertRequest, assertResponse, assertTruncationRefused, bodyReader, fields } from '../../support/codec.ts';

const test = suite('wire/commands/echo');

const body = fields(['StructureSize', '0400'], ['Reserved', '0000']);

test('the request says nothing beyond its command', () => {
  assertRequest(Echo, {}, body);
});

test('the response says nothing beyond its command', () => {
  assertResponse(Echo, {}, body);
});

test('the reserved field is ignored', () => {
  const other = fields(['StructureSize', '0400'], ['Reserved', 'ffff']);
  assert.equal(Echo.readRequest(bodyReader(other)), {});
  assert.equal(Echo.readResponse(bodyReader(other)), {});
});

test('another StructureSize is refused', () => {
  const other = fields(['StructureSize', '0900'], ['Reserved', '0000']);
  const isMalformed = (error: unknown) => error instanceof MalformedError;
  assert.throws(() => Echo.readRequest(bodyReader(other)), isMalformed);
  assert.throws(() => Echo.readResponse(bodyReader(other)), isMalformed);
});

test('a body cut short is refused', () => {
  assertTruncationRefused(body, (part) => Echo.readRequest(bodyReader(part)));
  assertTruncationRefused(body, (part) => Echo.readResponse(bodyReader(part)));
});

test.run();
