import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MalformedError, SmbError } from '../../../lib/errors.ts';
import {
  SMB2_SHARE_CAP_CONTINUOUS_AVAILABILITY,
  SMB2_SHARE_TYPE_PIPE,
  SMB2_SHAREFLAG_ENCRYPT_DATA,
  SMB2_SHAREFLAG_NO_CACHING,
  SMB2_TREE_CONNECT_FLAG_REDIRECT_TO_OWNER,
  TreeConnect,
} from '../../../lib/wire/commands/tree-connect.ts';
import {
  assertRequest,
  assertResponse,
  assertTruncationRefused,
  bodyBytes,
  bodyReader,
  fields,
  utf16,
} from '../../support/codec.ts';

const test = suite('wire/commands/tree-connect');

const request = fields(
  ['StructureSize', '0900'],
  ['Flags', '0200'],
  ['PathOffset', '4800'],
  ['PathLength', '1600'],
  ['Buffer', utf16('\\\\nas\\müsic')],
);

const response = fields(
  ['StructureSize', '1000'],
  ['ShareType', '02'],
  ['Reserved', '00'],
  ['ShareFlags', '30800000'],
  ['Capabilities', '10000000'],
  ['MaximalAccess', 'ff011f80'],
);

/** A request whose path is said to lie here. */
function requestAt(offset: number, length: number): Buffer {
  const bytes = Buffer.from(request);
  bytes.writeUInt16LE(offset, 4);
  bytes.writeUInt16LE(length, 6);
  return bytes;
}

test('the request names server and share', () => {
  assert.is(utf16('\\\\nas\\müsic').length, 0x16);
  assertRequest(TreeConnect, { flags: SMB2_TREE_CONNECT_FLAG_REDIRECT_TO_OWNER, path: '\\\\nas\\müsic' }, request);
});

test('the response tells what kind of share it is', () => {
  assertResponse(
    TreeConnect,
    {
      shareType: SMB2_SHARE_TYPE_PIPE,
      shareFlags: SMB2_SHAREFLAG_NO_CACHING | SMB2_SHAREFLAG_ENCRYPT_DATA,
      capabilities: SMB2_SHARE_CAP_CONTINUOUS_AVAILABILITY,
      maximalAccess: 0x801f01ff,
    },
    response,
  );
});

test('a path too long for its length field is refused when writing', () => {
  const longest = `\\\\nas\\${'x'.repeat(32761)}`;
  const body = bodyBytes((w) => TreeConnect.writeRequest(w, { flags: 0, path: longest }));
  assert.is(TreeConnect.readRequest(bodyReader(body)).path, longest);
  assert.throws(
    () => bodyBytes((w) => TreeConnect.writeRequest(w, { flags: 0, path: `${longest}x` })),
    (error: unknown) => error instanceof SmbError && error.code === 'ENAMETOOLONG',
  );
});

test('a path of an odd length, outside the message or inside its fixed fields is refused', () => {
  const outside: ReadonlyArray<readonly [offset: number, length: number]> = [
    [72, 21],
    [72, 24],
    [74, 22],
    [0xffff, 0xfffe],
    [70, 22],
    [0, 2],
  ];
  for (const [offset, length] of outside) {
    assert.throws(
      () => TreeConnect.readRequest(bodyReader(requestAt(offset, length))),
      (error: unknown) => error instanceof MalformedError,
      `${length} bytes at ${offset}`,
    );
  }
});

test('bodies cut short are refused', () => {
  assertTruncationRefused(request, (part) => TreeConnect.readRequest(bodyReader(part)));
  assertTruncationRefused(response, (part) => TreeConnect.readResponse(bodyReader(part)));
});

test.run();
