import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Reader } from '../../../lib/wire/reader.ts';
import { stubBytes } from '../../../lib/wire/rpc/ndr.ts';
import {
  ERROR_INVALID_LEVEL,
  ERROR_MORE_DATA,
  MAX_PREFERRED_LENGTH,
  type NetShareEnumRequest,
  type NetShareEnumResponse,
  readNetShareEnumRequest,
  readNetShareEnumResponse,
  STYPE_DISKTREE,
  STYPE_IPC,
  STYPE_SPECIAL,
  writeNetShareEnumRequest,
  writeNetShareEnumResponse,
} from '../../../lib/wire/rpc/net-share-enum.ts';
import { assertTruncationRefused, fields, utf16 } from '../../support/codec.ts';
import { assertMalformed } from '../../support/malformed.ts';

const test = suite('wire/rpc/net-share-enum');

function assertRequest(request: NetShareEnumRequest, expected: Buffer): void {
  assert.is(stubBytes((w) => writeNetShareEnumRequest(w, request)).toString('hex'), expected.toString('hex'));
  assert.equal(readNetShareEnumRequest(new Reader(expected)), request);
}

function assertResponse(response: NetShareEnumResponse, expected: Buffer): void {
  assert.is(stubBytes((w) => writeNetShareEnumResponse(w, response)).toString('hex'), expected.toString('hex'));
  assert.equal(readNetShareEnumResponse(new Reader(expected)), response);
}

const request = fields(
  ['ServerName', '00000200'],
  ['maximum count', '04000000'],
  ['offset', '00000000'],
  ['actual count', '04000000'],
  ['characters', utf16('\\\\a\0')],
  ['Level', '01000000'],
  ['arm of the union', '01000000'],
  ['container', '04000200'],
  ['EntriesRead', '00000000'],
  ['Buffer', '00000000'],
  ['PreferedMaximumLength', 'ffffffff'],
  ['ResumeHandle', '08000200'],
  ['its value', '07000000'],
);

test('a request asks a server from a place on', () => {
  const whole = { serverName: '\\\\a', level: 1, preferedMaximumLength: MAX_PREFERRED_LENGTH, resumeHandle: 7 };
  assertRequest(whole, request);
  assertTruncationRefused(request, (part) => readNetShareEnumRequest(new Reader(part)));
});

test('a request needs neither a server name nor a place', () => {
  assertRequest(
    { serverName: undefined, level: 1, preferedMaximumLength: 4096, resumeHandle: undefined },
    fields(
      ['ServerName', '00000000'],
      ['Level', '01000000'],
      ['arm of the union', '01000000'],
      ['container', '00000200'],
      ['EntriesRead', '00000000'],
      ['Buffer', '00000000'],
      ['PreferedMaximumLength', '00100000'],
      ['ResumeHandle', '00000000'],
    ),
  );
});

test('a request with shares in it is refused', () => {
  const bytes = Buffer.from(request);
  bytes.writeUInt32LE(0x00020010, 40); // Buffer
  assertMalformed(() => readNetShareEnumRequest(new Reader(bytes)));
});

const response = fields(
  ['Level', '01000000'],
  ['arm of the union', '01000000'],
  ['container', '00000200'],
  ['EntriesRead', '02000000'],
  ['Buffer', '04000200'],
  ['maximum count', '02000000'],
  ['shi1_netname', '08000200'],
  ['shi1_type', '00000000'],
  ['shi1_remark', '0c000200'],
  ['shi1_netname', '10000200'],
  ['shi1_type', '03000080'],
  ['shi1_remark', '14000200'],
  ['first name: counts', '020000000000000002000000'],
  ['characters', utf16('a\0')],
  ['first remark: counts', '030000000000000003000000'],
  ['characters', utf16('é!\0')],
  ['padding', '0000'],
  ['second name: counts', '050000000000000005000000'],
  ['characters', utf16('IPC$\0')],
  ['padding', '0000'],
  ['second remark: counts', '010000000000000001000000'],
  ['characters', utf16('\0')],
  ['padding', '0000'],
  ['TotalEntries', '09000000'],
  ['ResumeHandle', '18000200'],
  ['its value', '02000000'],
  ['ERROR_MORE_DATA', 'ea000000'],
);

const shares: NetShareEnumResponse = {
  level: 1,
  entries: [
    { netName: 'a', type: STYPE_DISKTREE, remark: 'é!' },
    { netName: 'IPC$', type: STYPE_IPC + STYPE_SPECIAL, remark: '' },
  ],
  totalEntries: 9,
  resumeHandle: 2,
  result: ERROR_MORE_DATA,
};

test('a response lists shares and says whether there are more', () => {
  assertResponse(shares, response);
});

test('a response that is cut short is refused', () => {
  assertTruncationRefused(response, (part) => readNetShareEnumResponse(new Reader(part)));
});

test('a response without shares has no buffer', () => {
  assertResponse(
    { level: 1, entries: [], totalEntries: 0, resumeHandle: undefined, result: 0 },
    fields(
      ['Level', '01000000'],
      ['arm of the union', '01000000'],
      ['container', '00000200'],
      ['EntriesRead', '00000000'],
      ['Buffer', '00000000'],
      ['TotalEntries', '00000000'],
      ['ResumeHandle', '00000000'],
      ['ERROR_SUCCESS', '00000000'],
    ),
  );
});

test('a level that the server does not have is answered without a container', () => {
  assertResponse(
    { level: 502, entries: [], totalEntries: 0, resumeHandle: undefined, result: ERROR_INVALID_LEVEL },
    fields(
      ['Level', 'f6010000'],
      ['arm of the union', 'f6010000'],
      ['container', '00000000'],
      ['TotalEntries', '00000000'],
      ['ResumeHandle', '00000000'],
      ['ERROR_INVALID_LEVEL', '7c000000'],
    ),
  );
});

test('null pointers in place of a name and a remark are empty', () => {
  const bytes = fields(
    ['Level', '01000000'],
    ['arm of the union', '01000000'],
    ['container', '00000200'],
    ['EntriesRead', '01000000'],
    ['Buffer', '04000200'],
    ['maximum count', '01000000'],
    ['shi1_netname', '00000000'],
    ['shi1_type', '00000000'],
    ['shi1_remark', '00000000'],
    ['TotalEntries', '01000000'],
    ['ResumeHandle', '00000000'],
    ['ERROR_SUCCESS', '00000000'],
  );
  const { entries } = readNetShareEnumResponse(new Reader(bytes));
  assert.equal(entries, [{ netName: '', type: 0, remark: '' }]);
});

/** The response with one of its 32-bit fields replaced. */
function withField(offset: number, value: number): Buffer {
  const bytes = Buffer.from(response);
  bytes.writeUInt32LE(value, offset);
  return bytes;
}

test('counts that the bytes do not bear out are refused before anything is made of them', () => {
  const counts = Buffer.from(withField(12, 0xffffffff)); // EntriesRead
  counts.writeUInt32LE(0xffffffff, 20); // maximum count
  assertMalformed(() => readNetShareEnumResponse(new Reader(counts)));
  assertMalformed(() => readNetShareEnumResponse(new Reader(withField(12, 3))));
  assertMalformed(() => readNetShareEnumResponse(new Reader(withField(20, 1))));
  assertMalformed(() => readNetShareEnumResponse(new Reader(withField(52, 1)))); // first name: offset
  assertMalformed(() => readNetShareEnumResponse(new Reader(withField(56, 0x7fffffff)))); // first name: actual count
});

test('shares of another level, or in another arm of the union, are refused', () => {
  assertMalformed(() => readNetShareEnumResponse(new Reader(withField(0, 2))));
  assertMalformed(() => readNetShareEnumResponse(new Reader(withField(4, 2))));
});

test.run();
