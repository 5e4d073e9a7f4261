import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MalformedError } from '../../../lib/errors.ts';
import {
  ValidateNegotiateInfoRequest,
  ValidateNegotiateInfoResponse,
} from '../../../lib/wire/fscc/validate-negotiate-info.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { assertStructure, assertTruncationRefused, fields } from '../../support/codec.ts';

const test = suite('wire/fscc/validate-negotiate-info');

const guid = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');

const requestBytes = fields(
  ['Capabilities', '7f000000'],
  ['Guid', guid],
  ['SecurityMode', '0300'],
  ['DialectCount', '0300'],
  ['Dialects', '0202 1002 0003'],
);
const responseBytes = fields(
  ['Capabilities', '2f000000'],
  ['Guid', guid],
  ['SecurityMode', '0100'],
  ['Dialect', '0203'],
);

test('what the client had negotiated is written and read', () => {
  assertStructure(
    ValidateNegotiateInfoRequest,
    { capabilities: 0x7f, guid, securityMode: 3, dialects: [0x0202, 0x0210, 0x0300] },
    requestBytes,
  );
});

test('what the server had negotiated is written and read', () => {
  assertStructure(
    ValidateNegotiateInfoResponse,
    { capabilities: 0x2f, guid, securityMode: 1, dialect: 0x0302 },
    responseBytes,
  );
});

test('both cut short are refused', () => {
  assertTruncationRefused(requestBytes, (part) => ValidateNegotiateInfoRequest.read(new Reader(part)));
  assertTruncationRefused(responseBytes, (part) => ValidateNegotiateInfoResponse.read(new Reader(part)));
});

test('more dialects than the bytes can hold are refused', () => {
  for (const count of [4, 0xffff]) {
    const hostile = Buffer.from(requestBytes);
    hostile.writeUInt16LE(count, 22);
    assert.throws(
      () => ValidateNegotiateInfoRequest.read(new Reader(hostile)),
      (error: unknown) => error instanceof MalformedError,
      `${count} dialects`,
    );
  }
});

test.run();
