import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SmbError } from '../../../lib/errors.ts';
import { FILE_READ_ATTRIBUTES, FILE_READ_DATA } from '../../../lib/wire/commands/access-mask.ts';
import {
  Create,
  type CreateRequest,
  type CreateResponse,
  FILE_NON_DIRECTORY_FILE,
  FILE_OPEN_IF,
  FILE_SHARE_DELETE,
  FILE_SHARE_READ,
  FILE_SHARE_WRITE,
  IMPERSONATION_LEVEL_IMPERSONATION,
  SMB2_OPLOCK_LEVEL_BATCH,
} from '../../../lib/wire/commands/create.ts';
import {
  assertRequest,
  assertResponse,
  assertTruncationRefused,
  bodyBytes,
  bodyReader,
  fields,
  utf16,
} from '../../support/codec.ts';
import { assertMalformed, overwritten } from '../../support/malformed.ts';

const test = suite('wire/commands/create');

const request: CreateRequest = {
  requestedOplockLevel: SMB2_OPLOCK_LEVEL_BATCH,
  impersonationLevel: IMPERSONATION_LEVEL_IMPERSONATION,
  desiredAccess: FILE_READ_DATA | FILE_READ_ATTRIBUTES,
  fileAttributes: 0x20,
  shareAccess: FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
  createDisposition: FILE_OPEN_IF,
  createOptions: FILE_NON_DIRECTORY_FILE,
  name: 'a\\é',
  createContexts: [],
};

const fixedRequest = [
  ['StructureSize', '3900'],
  ['SecurityFlags', '00'],
  ['RequestedOplockLevel', '09'],
  ['ImpersonationLevel', '02000000'],
  ['SmbCreateFlags', '0000000000000000'],
  ['Reserved', '0000000000000000'],
  ['DesiredAccess', '81000000'],
  ['FileAttributes', '20000000'],
  ['ShareAccess', '07000000'],
  ['CreateDisposition', '03000000'],
  ['CreateOptions', '40000000'],
] as const;

const requestBytes = fields(
  ...fixedRequest,
  ['NameOffset', '7800'],
  ['NameLength', '0600'],
  ['CreateContextsOffset', '00000000'],
  ['CreateContextsLength', '00000000'],
  ['Buffer', utf16('a\\é')],
);

const requestWithContexts: CreateRequest = {
  ...request,
  createContexts: [
    { name: 'MxAc', data: Buffer.alloc(0) },
    { name: 'AlSi', data: Buffer.from('0000100000000000', 'hex') },
  ],
};

const requestWithContextsBytes = fields(
  ...fixedRequest,
  ['NameOffset', '7800'],
  ['NameLength', '0600'],
  ['CreateContextsOffset', '80000000'],
  ['CreateContextsLength', '38000000'],
  ['Buffer', utf16('a\\é')],
  ['padding', '0000'],
  ['Next', '18000000'],
  ['NameOffset', '1000'],
  ['NameLength', '0400'],
  ['Reserved', '0000'],
  ['DataOffset', '0000'],
  ['DataLength', '00000000'],
  ['Name', Buffer.from('MxAc')],
  ['padding', '00000000'],
  ['Next', '00000000'],
  ['NameOffset', '1000'],
  ['NameLength', '0400'],
  ['Reserved', '0000'],
  ['DataOffset', '1800'],
  ['DataLength', '08000000'],
  ['Name', Buffer.from('AlSi')],
  ['padding', '00000000'],
  ['AllocationSize', '0000100000000000'],
);

const response: CreateResponse = {
  oplockLevel: SMB2_OPLOCK_LEVEL_BATCH,
  flags: 1,
  createAction: 2,
  creationTime: 0x01d0000000000001n,
  lastAccessTime: 0x01d0000000000002n,
  lastWriteTime: 0x01d0000000000003n,
  changeTime: 0xffffffffffffffffn,
  allocationSize: 0x1fffff00000000,
  endOfFile: 0x123456789a,
  fileAttributes: 0x80,
  fileId: { persistent: 0x1122334455667788n, volatile: 0x99aabbccddeeff00n },
  createContexts: [],
};

const fixedResponse = [
  ['StructureSize', '5900'],
  ['OplockLevel', '09'],
  ['Flags', '01'],
  ['CreateAction', '02000000'],
  ['CreationTime', '010000000000d001'],
  ['LastAccessTime', '020000000000d001'],
  ['LastWriteTime', '030000000000d001'],
  ['ChangeTime', 'ffffffffffffffff'],
  ['AllocationSize', '00000000ffff1f00'],
  ['EndofFile', '9a78563412000000'],
  ['FileAttributes', '80000000'],
  ['Reserved2', '00000000'],
  ['FileId.Persistent', '8877665544332211'],
  ['FileId.Volatile', '00ffeeddccbbaa99'],
] as const;

const responseBytes = fields(
  ...fixedResponse,
  ['CreateContextsOffset', '00000000'],
  ['CreateContextsLength', '00000000'],
);

const responseWithContextsBytes = fields(
  ...fixedResponse,
  ['CreateContextsOffset', '98000000'],
  ['CreateContextsLength', '20000000'],
  ['Next', '00000000'],
  ['NameOffset', '1000'],
  ['NameLength', '0400'],
  ['Reserved', '0000'],
  ['DataOffset', '1800'],
  ['DataLength', '08000000'],
  ['Name', Buffer.from('MxAc')],
  ['padding', '00000000'],
  ['QueryStatus', '00000000'],
  ['MaximalAccess', 'ff011f00'],
);

const readRequest = (bytes: Buffer) => Create.readRequest(bodyReader(bytes));
const readResponse = (bytes: Buffer) => Create.readResponse(bodyReader(bytes));

test('a request has its name right behind the fixed part', () => assertRequest(Create, request, requestBytes));

test("a request's contexts start at a multiple of 8 behind the name", () => {
  assertRequest(Create, requestWithContexts, requestWithContextsBytes);
});

test('the name of the root is empty, and one byte stands in its place', () => {
  const expected = fields(
    ...fixedRequest,
    ['NameOffset', '7800'],
    ['NameLength', '0000'],
    ['CreateContextsOffset', '00000000'],
    ['CreateContextsLength', '00000000'],
    ['Buffer', '00'],
  );
  assertRequest(Create, { ...request, name: '' }, expected);
});

test("the root's contexts start at a multiple of 8 behind that byte", () => {
  const root: CreateRequest = { ...request, name: '', createContexts: [{ name: 'QFid', data: Buffer.alloc(0) }] };
  const bytes = bodyBytes((w) => Create.writeRequest(w, root));
  assert.is(bytes.readUInt32LE(48), 128);
  assert.is(bytes.readUInt32LE(52), 20);
  assert.is(bytes.length, 128 - 64 + 20);
  assert.equal(readRequest(bytes), root);
});

test('a name that its length field cannot tell is ENAMETOOLONG instead of another name', () => {
  assert.throws(
    () => bodyBytes((w) => Create.writeRequest(w, { ...request, name: 'a'.repeat(32768 + 1) })),
    (error: unknown) => error instanceof SmbError && error.code === 'ENAMETOOLONG',
  );
});

test('a request cut short anywhere is refused', () => {
  assertTruncationRefused(requestBytes, readRequest);
  assertTruncationRefused(requestWithContextsBytes, readRequest);
});

test('a request whose name or contexts lie elsewhere is refused', () => {
  assertMalformed(() => readRequest(overwritten(requestBytes, 0, '3800')), 'StructureSize');
  assertMalformed(() => readRequest(overwritten(requestBytes, 44, '7700')), 'name in the fixed part');
  assertMalformed(() => readRequest(overwritten(requestBytes, 44, '0000')), 'name in the header');
  assertMalformed(() => readRequest(overwritten(requestBytes, 44, 'ffff')), 'name behind the end');
  assertMalformed(() => readRequest(overwritten(requestBytes, 46, '0800')), 'name over the end');
  assertMalformed(() => readRequest(overwritten(requestBytes, 46, '0500')), 'name of an odd length');
  assertMalformed(
    () => readRequest(overwritten(requestWithContextsBytes, 48, '40000000')),
    'contexts in the fixed part',
  );
  assertMalformed(() => readRequest(overwritten(requestWithContextsBytes, 48, 'ffffffff')), 'contexts behind the end');
  assertMalformed(() => readRequest(overwritten(requestWithContextsBytes, 52, '39000000')), 'contexts over the end');
  assertMalformed(() => readRequest(overwritten(requestWithContextsBytes, 52, 'ffffffff')), 'contexts without end');
});

test('a response has no more than its fixed part without contexts', () => {
  assertResponse(Create, response, responseBytes);
});

test("a response's contexts follow its fixed part", () => {
  const createContexts = [{ name: 'MxAc', data: Buffer.from('00000000ff011f00', 'hex') }];
  assertResponse(Create, { ...response, createContexts }, responseWithContextsBytes);
});

test('an offset without contexts means nothing', () => {
  assert.equal(readResponse(overwritten(responseBytes, 80, '98000000')), response);
});

test('a response cut short anywhere is refused', () => {
  assertTruncationRefused(responseBytes, readResponse);
  assertTruncationRefused(responseWithContextsBytes, readResponse);
});

test('a response with impossible sizes or contexts is refused', () => {
  assertMalformed(() => readResponse(overwritten(responseBytes, 0, '5800')), 'StructureSize');
  assertMalformed(() => readResponse(overwritten(responseBytes, 40, '0000000000002000')), 'AllocationSize 2^53');
  assertMalformed(() => readResponse(overwritten(responseBytes, 48, 'ffffffffffffffff')), 'EndofFile -1');
  assertMalformed(() => readResponse(overwritten(responseBytes, 84, '10000000')), 'contexts in the header');
  assertMalformed(() => readResponse(overwritten(responseWithContextsBytes, 80, '90000000')), 'in the fixed part');
  assertMalformed(() => readResponse(overwritten(responseWithContextsBytes, 84, '21000000')), 'over the end');
});

test('a received context outlives its frame', () => {
  const frame = bodyReader(responseWithContextsBytes);
  const { createContexts } = Create.readResponse(frame);
  frame.bytes.fill(0xee);
  assert.equal(createContexts, [{ name: 'MxAc', data: Buffer.from('00000000ff011f00', 'hex') }]);
});

test.run();
