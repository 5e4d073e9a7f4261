import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MalformedError } from '../../../lib/errors.ts';
import { Logoff } from '../../../lib/wire/commands/logoff.ts';
import { assertRequest, assertResponse, assertTruncationRefused, bodyReader, fields } from '../../support/codec.ts';

const test = suite('wire/commands/logoff');

const body = fields(['StructureSize', '0400'], ['Reserved', '0000']);

test('the request says nothing beyond its command', () => {
  assertRequest(Logoff, {}, body);
});

test('the response says nothing beyond its command', () => {
  assertResponse(Logoff, {}, body);
});

test('the reserved field is ignored', () => {
  const other = fields(['StructureSize', '0400'], ['Reserved', 'ffff']);
  assert.equal(Logoff.readRequest(bodyReader(other)), {});
  assert.equal(Logoff.readResponse(bodyReader(other)), {});
});

test('another StructureSize is refused', () => {
  const other = fields(['StructureSize', '0900'], ['Reserved', '0000']);
  const isMalformed = (error: unknown) => error instanceof MalformedError;
  assert.throws(() => Logoff.readRequest(bodyReader(other)), isMalformed);
  assert.throws(() => Logoff.readResponse(bodyReader(other)), isMalformed);
});

test('a body cut short is refused', () => {
  assertTruncationRefused(body, (part) => Logoff.readRequest(bodyReader(part)));
  assertTruncationRefused(body, (part) => Logoff.readResponse(bodyReader(part)));
});

test.run();
