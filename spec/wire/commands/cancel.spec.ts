import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MalformedError } from '../../../lib/errors.ts';
import { Cancel } from '../../../lib/wire/commands/cancel.ts';
import { assertRequest, assertTruncationRefused, bodyReader, fields } from '../../support/codec.ts';

const test = suite('wire/commands/cancel');

const request = fields(['StructureSize', '0400'], ['Reserved', '0000']);

test('the request says nothing beyond its header', () => {
  assertRequest(Cancel, {}, request);
});

test('a response is refused, as there is none', () => {
  assert.throws(
    () => Cancel.readResponse(bodyReader(request)),
    (error: unknown) => error instanceof MalformedError,
  );
});

test('a request cut short is refused', () => {
  assertTruncationRefused(request, (part) => Cancel.readRequest(bodyReader(part)));
});

test.run();
