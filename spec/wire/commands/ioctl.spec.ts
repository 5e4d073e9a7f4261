import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Ioctl, SMB2_0_IOCTL_IS_FSCTL } from '../../../lib/wire/commands/ioctl.ts';
import { RELATED_FILE_ID } from '../../../lib/wire/file-id.ts';
import { STATUS_BUFFER_OVERFLOW, STATUS_INVALID_PARAMETER } from '../../../lib/wire/ntstatus.ts';
import { assertRequest, assertResponse, assertTruncationRefused, bodyReader, fields } from '../../support/codec.ts';
import { assertMalformed, overwritten } from '../../support/malformed.ts';

const test = suite('wire/commands/ioctl');

const request = {
  ctlCode: 0x0011c017,
  fileId: { persistent: 0x1122334455667788n, volatile: 0x99aabbccddeeff00n },
  maxInputResponse: 0,
  maxOutputResponse: 0x10000,
  flags: SMB2_0_IOCTL_IS_FSCTL,
  input: Buffer.from('input'),
};

const requestBytes = fields(
  ['StructureSize', '3900'],
  ['Reserved', '0000'],
  ['CtlCode', '17c01100'],
  ['FileId.Persistent', '8877665544332211'],
  ['FileId.Volatile', '00ffeeddccbbaa99'],
  ['InputOffset', '78000000'],
  ['InputCount', '05000000'],
  ['MaxInputResponse', '00000000'],
  ['OutputOffset', '00000000'],
  ['OutputCount', '00000000'],
  ['MaxOutputResponse', '00000100'],
  ['Flags', '01000000'],
  ['Reserved2', '00000000'],
  ['Buffer', Buffer.from('input')],
);

const requestWithoutInputBytes = fields(
  ['StructureSize', '3900'],
  ['Reserved', '0000'],
  ['CtlCode', 'fc011400'],
  ['FileId.Persistent', 'ffffffffffffffff'],
  ['FileId.Volatile', 'ffffffffffffffff'],
  ['InputOffset', '00000000'],
  ['InputCount', '00000000'],
  ['MaxInputResponse', '00000000'],
  ['OutputOffset', '00000000'],
  ['OutputCount', '00000000'],
  ['MaxOutputResponse', '00000100'],
  ['Flags', '01000000'],
  ['Reserved2', '00000000'],
  ['Buffer', '00'],
);

const response = {
  ctlCode: 0x0011c017,
  fileId: request.fileId,
  flags: 0,
  input: Buffer.from('in'),
  output: Buffer.from('output'),
};

const fixedResponse = [
  ['StructureSize', '3100'],
  ['Reserved', '0000'],
  ['CtlCode', '17c01100'],
  ['FileId.Persistent', '8877665544332211'],
  ['FileId.Volatile', '00ffeeddccbbaa99'],
] as const;

const responseBytes = fields(
  ...fixedResponse,
  ['InputOffset', '70000000'],
  ['InputCount', '02000000'],
  ['OutputOffset', '78000000'],
  ['OutputCount', '06000000'],
  ['Flags', '00000000'],
  ['Reserved2', '00000000'],
  ['Input', Buffer.from('in')],
  ['padding', '000000000000'],
  ['Output', Buffer.from('output')],
);

const readRequest = (bytes: Buffer) => Ioctl.readRequest(bodyReader(bytes));
const readResponse = (bytes: Buffer) => Ioctl.readResponse(bodyReader(bytes));

test('a request has its input right behind the fixed part', () => assertRequest(Ioctl, request, requestBytes));

test('a request without input has one byte in its place and no offset', () => {
  assertRequest(
    Ioctl,
    { ...request, ctlCode: 0x001401fc, fileId: RELATED_FILE_ID, input: Buffer.alloc(0) },
    requestWithoutInputBytes,
  );
});

test('a request cut short anywhere is refused', () => {
  assertTruncationRefused(requestBytes, readRequest);
  assertTruncationRefused(requestWithoutInputBytes, readRequest, requestWithoutInputBytes.length - 1);
});

test('a request whose input lies elsewhere is refused', () => {
  assertMalformed(() => readRequest(overwritten(requestBytes, 0, '3800')), 'StructureSize');
  assertMalformed(() => readRequest(overwritten(requestBytes, 24, '00000000')), 'in the header');
  assertMalformed(() => readRequest(overwritten(requestBytes, 24, '77000000')), 'in the fixed part');
  assertMalformed(() => readRequest(overwritten(requestBytes, 24, 'ffffffff')), 'behind the end');
  assertMalformed(() => readRequest(overwritten(requestBytes, 28, '06000000')), 'too long');
});

test('a response has its output at a multiple of 8 behind its input', () => {
  assertResponse(Ioctl, response, responseBytes);
});

test('a response without input has its output right behind the fixed part', () => {
  const bytes = fields(
    ...fixedResponse,
    ['InputOffset', '70000000'],
    ['InputCount', '00000000'],
    ['OutputOffset', '70000000'],
    ['OutputCount', '06000000'],
    ['Flags', '00000000'],
    ['Reserved2', '00000000'],
    ['Output', Buffer.from('output')],
  );
  assertResponse(Ioctl, { ...response, input: Buffer.alloc(0) }, bytes);
});

test('a response without input and output is its fixed part', () => {
  const bytes = fields(
    ...fixedResponse,
    ['InputOffset', '70000000'],
    ['InputCount', '00000000'],
    ['OutputOffset', '70000000'],
    ['OutputCount', '00000000'],
    ['Flags', '00000000'],
    ['Reserved2', '00000000'],
  );
  assertResponse(Ioctl, { ...response, input: Buffer.alloc(0), output: Buffer.alloc(0) }, bytes);
});

test('a response cut short anywhere is refused', () => assertTruncationRefused(responseBytes, readResponse));

test('a response whose input or output lies elsewhere is refused', () => {
  assertMalformed(() => readResponse(overwritten(responseBytes, 24, '6f000000')), 'input in the fixed part');
  assertMalformed(() => readResponse(overwritten(responseBytes, 28, 'ffffffff')), 'input without end');
  assertMalformed(() => readResponse(overwritten(responseBytes, 32, '00000000')), 'output in the header');
  assertMalformed(() => readResponse(overwritten(responseBytes, 32, '6f000000')), 'output in the fixed part');
  assertMalformed(() => readResponse(overwritten(responseBytes, 32, '79000000')), 'output over the end');
  assertMalformed(() => readResponse(overwritten(responseBytes, 32, 'ffffffff')), 'output behind the end');
  assertMalformed(() => readResponse(overwritten(responseBytes, 36, '07000000')), 'output too long');
  assertMalformed(() => readResponse(overwritten(responseBytes, 36, 'ffffffff')), 'output without end');
});

test("the statuses that come with a response's own body are known", () => {
  assert.equal(Ioctl.bodyStatuses, [STATUS_BUFFER_OVERFLOW, STATUS_INVALID_PARAMETER]);
});

test('an ERROR body is never taken for a response', () => {
  const error = fields(
    ['StructureSize', '0900'],
    ['ErrorContextCount', '00'],
    ['Reserved', '00'],
    ['ByteCount', '00000000'],
    ['ErrorData', '00'],
  );
  assertMalformed(() => readResponse(error));
});

test.run();
