import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { AuthenticationError, MalformedError } from '../../../lib/errors.ts';
import { SMB2_GLOBAL_CAP_DFS, SMB2_NEGOTIATE_SIGNING_REQUIRED } from '../../../lib/wire/commands/negotiate.ts';
import {
  SessionSetup,
  type SessionSetupRequest,
  type SessionSetupResponse,
  SMB2_SESSION_FLAG_BINDING,
  SMB2_SESSION_FLAG_ENCRYPT_DATA,
} from '../../../lib/wire/commands/session-setup.ts';
import { STATUS_MORE_PROCESSING_REQUIRED } from '../../../lib/wire/ntstatus.ts';
import {
  assertRequest,
  assertResponse,
  assertTruncationRefused,
  bodyBytes,
  bodyReader,
  fields,
} from '../../support/codec.ts';

const test = suite('wire/commands/session-setup');

const setup: SessionSetupRequest = {
  flags: SMB2_SESSION_FLAG_BINDING,
  securityMode: SMB2_NEGOTIATE_SIGNING_REQUIRED,
  capabilities: SMB2_GLOBAL_CAP_DFS,
  previousSessionId: 0x1122334455667788n,
  securityBuffer: Buffer.from('token'),
};

const request = fields(
  ['StructureSize', '1900'],
  ['Flags', '01'],
  ['SecurityMode', '02'],
  ['Capabilities', '01000000'],
  ['Channel', '00000000'],
  ['SecurityBufferOffset', '5800'],
  ['SecurityBufferLength', '0500'],
  ['PreviousSessionId', '8877665544332211'],
  ['Buffer', Buffer.from('token')],
);

const granted: SessionSetupResponse = {
  sessionFlags: SMB2_SESSION_FLAG_ENCRYPT_DATA,
  securityBuffer: Buffer.from('answer'),
};

const response = fields(
  ['StructureSize', '0900'],
  ['SessionFlags', '0400'],
  ['SecurityBufferOffset', '4800'],
  ['SecurityBufferLength', '0600'],
  ['Buffer', Buffer.from('answer')],
);

/** A response whose buffer is said to lie here. */
function responseAt(offset: number, length: number): Buffer {
  const bytes = Buffer.from(response);
  bytes.writeUInt16LE(offset, 4);
  bytes.writeUInt16LE(length, 6);
  return bytes;
}

test('the request carries a token', () => {
  assertRequest(SessionSetup, setup, request);
});

test('the response carries a token', () => {
  assertResponse(SessionSetup, granted, response);
});

test('a response that asks for more has a body, too', () => {
  assert.equal(SessionSetup.bodyStatuses, [STATUS_MORE_PROCESSING_REQUIRED]);
});

test('an empty token may have any offset', () => {
  for (const offset of [0, 72, 78, 0xffff]) {
    assert.is(SessionSetup.readResponse(bodyReader(responseAt(offset, 0))).securityBuffer.length, 0);
  }
  const final = fields(
    ['StructureSize', '0900'],
    ['SessionFlags', '0000'],
    ['SecurityBufferOffset', '4800'],
    ['SecurityBufferLength', '0000'],
  );
  assertResponse(SessionSetup, { sessionFlags: 0, securityBuffer: Buffer.alloc(0) }, final);
});

test('padding in front of the token is skipped', () => {
  const padded = fields(
    ['StructureSize', '0900'],
    ['SessionFlags', '0400'],
    ['SecurityBufferOffset', '5000'],
    ['SecurityBufferLength', '0600'],
    ['padding', '0000000000000000'],
    ['Buffer', Buffer.from('answer')],
  );
  assert.equal(SessionSetup.readResponse(bodyReader(padded)), granted);
});

test('a token outside the message or inside its fixed fields is refused', () => {
  const outside: ReadonlyArray<readonly [offset: number, length: number]> = [
    [72, 7],
    [73, 6],
    [72, 0xffff],
    [0xffff, 0xffff],
    [78, 1],
    [71, 6],
    [0, 6],
  ];
  for (const [offset, length] of outside) {
    assert.throws(
      () => SessionSetup.readResponse(bodyReader(responseAt(offset, length))),
      (error: unknown) => error instanceof MalformedError,
      `${length} bytes at ${offset}`,
    );
  }
});

test('a decoded token outlives the received bytes', () => {
  const received = bodyReader(response);
  const answer = SessionSetup.readResponse(received);
  received.bytes.fill(0);
  assert.equal(answer, granted);
  const asked = bodyReader(request);
  const question = SessionSetup.readRequest(asked);
  asked.bytes.fill(0);
  assert.equal(question, setup);
});

test('a token too long for its length field is refused when writing', () => {
  const longest = { ...setup, securityBuffer: Buffer.alloc(0xffff, 1) };
  const body = bodyBytes((w) => SessionSetup.writeRequest(w, longest));
  assert.equal(SessionSetup.readRequest(bodyReader(body)), longest);
  assert.throws(
    () => bodyBytes((w) => SessionSetup.writeRequest(w, { ...setup, securityBuffer: Buffer.alloc(0x10000) })),
    (error: unknown) => error instanceof AuthenticationError,
  );
});

test('bodies cut short are refused', () => {
  assertTruncationRefused(request, (part) => SessionSetup.readRequest(bodyReader(part)));
  assertTruncationRefused(response, (part) => SessionSetup.readResponse(bodyReader(part)));
});

test.run();
