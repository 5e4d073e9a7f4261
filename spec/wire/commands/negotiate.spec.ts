import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MalformedError } from '../../../lib/errors.ts';
import {
  Negotiate,
  type NegotiateRequest,
  type NegotiateResponse,
  SMB2_DIALECT_202,
  SMB2_DIALECT_210,
  SMB2_DIALECT_302,
  SMB2_DIALECT_311,
  SMB2_GLOBAL_CAP_ENCRYPTION,
  SMB2_GLOBAL_CAP_LARGE_MTU,
  SMB2_NEGOTIATE_SIGNING_ENABLED,
  SMB2_NEGOTIATE_SIGNING_REQUIRED,
} from '../../../lib/wire/commands/negotiate.ts';
import { SMB2_ENCRYPTION_CAPABILITIES } from '../../../lib/wire/contexts/negotiate-contexts.ts';
import {
  assertRequest,
  assertResponse,
  assertTruncationRefused,
  bodyBytes,
  bodyReader,
  fields,
} from '../../support/codec.ts';

const test = suite('wire/commands/negotiate');

const clientGuid = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
const serverGuid = Buffer.from('f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff', 'hex');

const offer311: NegotiateRequest = {
  securityMode: SMB2_NEGOTIATE_SIGNING_ENABLED | SMB2_NEGOTIATE_SIGNING_REQUIRED,
  capabilities: SMB2_GLOBAL_CAP_LARGE_MTU | SMB2_GLOBAL_CAP_ENCRYPTION,
  clientGuid,
  dialects: [SMB2_DIALECT_202, SMB2_DIALECT_302, SMB2_DIALECT_311],
  negotiateContexts: [{ contextType: SMB2_ENCRYPTION_CAPABILITIES, ciphers: [2] }],
};

const request311 = fields(
  ['StructureSize', '2400'],
  ['DialectCount', '0300'],
  ['SecurityMode', '0300'],
  ['Reserved', '0000'],
  ['Capabilities', '44000000'],
  ['ClientGuid', clientGuid],
  ['NegotiateContextOffset', '70000000'],
  ['NegotiateContextCount', '0100'],
  ['Reserved2', '0000'],
  ['Dialects', '0202 0203 1103'],
  ['Padding', '000000000000'],
  ['ContextType', '0200'],
  ['DataLength', '0400'],
  ['Reserved', '00000000'],
  ['CipherCount', '0100'],
  ['Ciphers', '0200'],
);

const request2 = fields(
  ['StructureSize', '2400'],
  ['DialectCount', '0200'],
  ['SecurityMode', '0300'],
  ['Reserved', '0000'],
  ['Capabilities', '44000000'],
  ['ClientGuid', clientGuid],
  ['ClientStartTime', '0000000000000000'],
  ['Dialects', '0202 1002'],
);

const choice311: NegotiateResponse = {
  securityMode: SMB2_NEGOTIATE_SIGNING_ENABLED,
  dialectRevision: SMB2_DIALECT_311,
  serverGuid,
  capabilities: SMB2_GLOBAL_CAP_LARGE_MTU,
  maxTransactSize: 0x00100000,
  maxReadSize: 0x00800000,
  maxWriteSize: 0xffffffff,
  systemTime: 0x01d9c8a1_00000001n,
  serverStartTime: 0n,
  securityBuffer: Buffer.from('hint!'),
  negotiateContexts: [{ contextType: SMB2_ENCRYPTION_CAPABILITIES, ciphers: [2] }],
};

const responseFields: ReadonlyArray<readonly [string, string | Uint8Array]> = [
  ['StructureSize', '4100'],
  ['SecurityMode', '0100'],
  ['DialectRevision', '1103'],
  ['NegotiateContextCount', '0100'],
  ['ServerGuid', serverGuid],
  ['Capabilities', '04000000'],
  ['MaxTransactSize', '00001000'],
  ['MaxReadSize', '00008000'],
  ['MaxWriteSize', 'ffffffff'],
  ['SystemTime', '01000000a1c8d901'],
  ['ServerStartTime', '0000000000000000'],
  ['SecurityBufferOffset', '8000'],
  ['SecurityBufferLength', '0500'],
  ['NegotiateContextOffset', '88000000'],
  ['Buffer', Buffer.from('hint!')],
  ['Padding', '000000'],
  ['ContextType', '0200'],
  ['DataLength', '0400'],
  ['Reserved', '00000000'],
  ['CipherCount', '0100'],
  ['Ciphers', '0200'],
];

const response311 = fields(...responseFields);

/** The 3.1.1 response with some fields' bytes replaced. */
function responseWith(replaced: Record<string, string>): Buffer {
  return fields(...responseFields.map(([name, value]) => [name, replaced[name] ?? value] as const));
}

function assertResponseRefused(bytes: Buffer, why?: string): void {
  assert.throws(
    () => Negotiate.readResponse(bodyReader(bytes)),
    (error: unknown) => error instanceof MalformedError,
    why,
  );
}

test('a request that offers 3.1.1 has negotiate contexts behind its dialects', () => {
  assertRequest(Negotiate, offer311, request311);
});

test('a request that does not offer 3.1.1 has none', () => {
  const offer: NegotiateRequest = {
    ...offer311,
    dialects: [SMB2_DIALECT_202, SMB2_DIALECT_210],
    negotiateContexts: [],
  };
  assertRequest(Negotiate, offer, request2);
  const withContexts = { ...offer, negotiateContexts: offer311.negotiateContexts };
  assert.is(bodyBytes((w) => Negotiate.writeRequest(w, withContexts)).toString('hex'), request2.toString('hex'));
});

test('the ClientStartTime of older dialects is not taken for a list of contexts', () => {
  const bytes = Buffer.from(request2);
  bytes.fill(0xff, 28, 36);
  assert.equal(Negotiate.readRequest(bodyReader(bytes)).negotiateContexts, []);
});

test('a request without dialects is read, for the server to refuse', () => {
  const bytes = Buffer.from(request2.subarray(0, 36));
  bytes.writeUInt16LE(0, 2);
  assert.equal(Negotiate.readRequest(bodyReader(bytes)).dialects, []);
});

test('a request that counts more dialects than it holds is refused', () => {
  const bytes = Buffer.from(request2);
  for (const count of [3, 0xffff]) {
    bytes.writeUInt16LE(count, 2);
    assert.throws(
      () => Negotiate.readRequest(bodyReader(bytes)),
      (error: unknown) => error instanceof MalformedError,
    );
  }
});

test('a request whose contexts overlap its dialects is refused', () => {
  const bytes = Buffer.from(request311);
  for (const offset of [0, 64, 96, 100, 104]) {
    bytes.writeUInt32LE(offset, 28);
    assert.throws(
      () => Negotiate.readRequest(bodyReader(bytes)),
      (error: unknown) => error instanceof MalformedError,
      `offset ${offset}`,
    );
  }
});

test('a 3.1.1 response has aligned contexts behind its token', () => {
  assertResponse(Negotiate, choice311, response311);
});

test('a response of an older dialect has none, whatever its reserved fields say', () => {
  const choice: NegotiateResponse = { ...choice311, dialectRevision: SMB2_DIALECT_302, negotiateContexts: [] };
  const head = responseFields.slice(0, 15);
  const older = (count: string, offset: string) =>
    fields(
      ...head.map(([name, value]): readonly [string, string | Uint8Array] => {
        if (name === 'DialectRevision') return [name, '0203'];
        if (name === 'NegotiateContextCount') return [name, count];
        if (name === 'NegotiateContextOffset') return [name, offset];
        return [name, value];
      }),
    );
  assertResponse(Negotiate, choice, older('0000', '00000000'));
  assert.equal(Negotiate.readResponse(bodyReader(older('ffff', 'dfdfdfdf'))), choice);
  const withContexts = { ...choice, negotiateContexts: choice311.negotiateContexts };
  assert.is(
    bodyBytes((w) => Negotiate.writeResponse(w, withContexts)).toString('hex'),
    older('0000', '00000000').toString('hex'),
  );
});

test('an empty token may have any offset', () => {
  for (const offset of ['0000', '8000', 'ffff']) {
    const bytes = responseWith({ SecurityBufferOffset: offset, SecurityBufferLength: '0000' });
    assert.is(Negotiate.readResponse(bodyReader(bytes)).securityBuffer.length, 0, offset);
  }
  assertResponse(
    Negotiate,
    { ...choice311, securityBuffer: Buffer.alloc(0) },
    responseWith({ SecurityBufferLength: '0000', NegotiateContextOffset: '80000000', Buffer: '', Padding: '' }),
  );
});

test('a token outside the message or inside the fixed fields is refused', () => {
  assertResponseRefused(responseWith({ SecurityBufferLength: 'ffff' }));
  assertResponseRefused(responseWith({ SecurityBufferOffset: 'ffff' }));
  assertResponseRefused(responseWith({ SecurityBufferOffset: '7f00' }));
  assertResponseRefused(responseWith({ SecurityBufferOffset: '0000' }));
});

test('contexts outside the message, unaligned or inside the fixed fields are refused', () => {
  for (const offset of ['00000000', '40000000', '78000000', '85000000', '8c000000', '98000000', 'f8ffffff']) {
    assertResponseRefused(responseWith({ NegotiateContextOffset: offset }), offset);
  }
});

test('more contexts than there are bytes for are refused', () => {
  for (const count of ['0200', '2000', '2100', 'ffff']) {
    assertResponseRefused(responseWith({ NegotiateContextCount: count }), count);
  }
});

test('decoded buffers outlive the received bytes', () => {
  const response = bodyReader(response311);
  const choice = Negotiate.readResponse(response);
  response.bytes.fill(0);
  assert.equal(choice, choice311);
  const request = bodyReader(request311);
  const offer = Negotiate.readRequest(request);
  request.bytes.fill(0);
  assert.equal(offer, offer311);
});

test('bodies cut short are refused', () => {
  assertTruncationRefused(request311, (part) => Negotiate.readRequest(bodyReader(part)));
  assertTruncationRefused(request2, (part) => Negotiate.readRequest(bodyReader(part)));
  assertTruncationRefused(response311, (part) => Negotiate.readResponse(bodyReader(part)));
});

test.run();
