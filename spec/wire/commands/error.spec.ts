import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MalformedError } from '../../../lib/errors.ts';
import {
  type ErrorResponse,
  errorDataOf,
  readErrorResponse,
  SMB2_ERROR_ID_DEFAULT,
  SMB2_ERROR_ID_SHARE_REDIRECT,
  SymbolicLinkError,
  type SymbolicLinkErrorResponse,
  symbolicLinkOf,
  writeErrorResponse,
} from '../../../lib/wire/commands/error.ts';
import { SYMLINK_FLAG_RELATIVE } from '../../../lib/wire/fscc/reparse-data.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import {
  assertStructure,
  assertTruncationRefused,
  bodyBytes,
  bodyReader,
  fields,
  structureBytes,
  utf16,
} from '../../support/codec.ts';

const test = suite('wire/commands/error');

const nothing: ErrorResponse = { errorContexts: [], errorData: Buffer.alloc(0) };

const withContexts: ErrorResponse = {
  errorContexts: [
    { errorId: SMB2_ERROR_ID_SHARE_REDIRECT, errorContextData: Buffer.from('here') },
    { errorId: SMB2_ERROR_ID_DEFAULT, errorContextData: Buffer.from('why') },
  ],
  errorData: Buffer.alloc(0),
};

const contextsBytes = fields(
  ['StructureSize', '0900'],
  ['ErrorContextCount', '02'],
  ['Reserved', '00'],
  ['ByteCount', '1b000000'],
  ['ErrorDataLength', '04000000'],
  ['ErrorId', '53526472'],
  ['ErrorContextData', Buffer.from('here')],
  ['padding', '00000000'],
  ['ErrorDataLength', '03000000'],
  ['ErrorId', '00000000'],
  ['ErrorContextData', Buffer.from('why')],
);

const link: SymbolicLinkErrorResponse = {
  unparsedPathLength: 0x2e,
  flags: SYMLINK_FLAG_RELATIVE,
  substituteName: '..\\docs',
  printName: 'docs',
};

const linkFields: ReadonlyArray<readonly [string, string | Uint8Array]> = [
  ['SymLinkLength', '2e000000'],
  ['SymLinkErrorTag', '53594d4c'],
  ['ReparseTag', '0c0000a0'],
  ['ReparseDataLength', '2200'],
  ['UnparsedPathLength', '2e00'],
  ['SubstituteNameOffset', '0000'],
  ['SubstituteNameLength', '0e00'],
  ['PrintNameOffset', '0e00'],
  ['PrintNameLength', '0800'],
  ['Flags', '01000000'],
  ['PathBuffer', utf16('..\\docsdocs')],
];

const linkBytes = fields(...linkFields);

function written(error: ErrorResponse): string {
  return bodyBytes((w) => writeErrorResponse(w, error)).toString('hex');
}

function read(body: Buffer): ErrorResponse {
  return readErrorResponse(bodyReader(body));
}

function assertMalformed(run: () => unknown, why?: string): void {
  assert.throws(run, (error: unknown) => error instanceof MalformedError, why);
}

test('an error without data still has the byte that its StructureSize counts', () => {
  const body = fields(
    ['StructureSize', '0900'],
    ['ErrorContextCount', '00'],
    ['Reserved', '00'],
    ['ByteCount', '00000000'],
    ['ErrorData', '00'],
  );
  assert.is(written(nothing), body.toString('hex'));
  assert.equal(read(body), nothing);
  assert.equal(read(body.subarray(0, 8)), nothing);
});

test('an error whose body was left out says nothing', () => {
  assert.equal(read(Buffer.alloc(0)), nothing);
});

test('error data of older dialects follows at once', () => {
  const error: ErrorResponse = { errorContexts: [], errorData: Buffer.from('01020304', 'hex') };
  const body = fields(
    ['StructureSize', '0900'],
    ['ErrorContextCount', '00'],
    ['Reserved', '00'],
    ['ByteCount', '04000000'],
    ['ErrorData', '01020304'],
  );
  assert.is(written(error), body.toString('hex'));
  assert.equal(read(body), error);
  assert.equal(errorDataOf(error), error.errorData);
  assertTruncationRefused(body.subarray(1), (part) => read(Buffer.concat([body.subarray(0, 1), part])));
});

test('error data of 3.1.1 lies in aligned contexts', () => {
  assert.is(written(withContexts), contextsBytes.toString('hex'));
  assert.equal(read(contextsBytes), withContexts);
});

test('the context with the default id holds the error data', () => {
  assert.is(errorDataOf(withContexts).toString(), 'why');
  assert.is(errorDataOf({ ...withContexts, errorContexts: withContexts.errorContexts.slice(0, 1) }).length, 0);
  assert.is(errorDataOf(nothing).length, 0);
});

test('bytes behind ByteCount belong to no context', () => {
  const short = Buffer.from(contextsBytes);
  short.writeUInt32LE(0x1a, 4);
  assertMalformed(() => read(short));
});

test('a ByteCount beyond the message is refused', () => {
  for (const byteCount of [0x1c, 0xffff, 0xffffffff]) {
    const long = Buffer.from(contextsBytes);
    long.writeUInt32LE(byteCount, 4);
    assertMalformed(() => read(long), `${byteCount}`);
  }
});

test('more contexts than there are bytes for, or longer ones, are refused', () => {
  const many = Buffer.from(contextsBytes);
  many.writeUInt8(255, 2);
  assertMalformed(() => read(many));
  const long = Buffer.from(contextsBytes);
  long.writeUInt32LE(0xffffffff, 8);
  assertMalformed(() => read(long));
});

test('decoded data outlives the received bytes', () => {
  const wrapped = bodyReader(contextsBytes);
  const decoded = readErrorResponse(wrapped);
  wrapped.bytes.fill(0xff);
  assert.equal(decoded, withContexts);
  const plain = bodyReader(fields(['head', '09000000'], ['ByteCount', '02000000'], ['ErrorData', '0102']));
  const { errorData } = readErrorResponse(plain);
  plain.bytes.fill(0xff);
  assert.is(errorData.toString('hex'), '0102');
});

test('an error cut short is refused', () => {
  // Cut to nothing at all it is a body left out.
  assertTruncationRefused(contextsBytes.subarray(1), (part) =>
    read(Buffer.concat([contextsBytes.subarray(0, 1), part])),
  );
});

test('a symbolic link error tells where the link points to', () => {
  assertStructure(SymbolicLinkError, link, linkBytes);
  const error: ErrorResponse = { errorContexts: [], errorData: linkBytes };
  assert.equal(symbolicLinkOf(error), link);
  const wrapped = [{ errorId: SMB2_ERROR_ID_DEFAULT, errorContextData: linkBytes }];
  assert.equal(symbolicLinkOf({ errorContexts: wrapped, errorData: Buffer.alloc(0) }), link);
});

test('the two names may lie anywhere in the path buffer', () => {
  const bytes = fields(
    ...linkFields.map(([name, value]): readonly [string, string | Uint8Array] => {
      if (name === 'SubstituteNameOffset') return [name, '0800'];
      if (name === 'PrintNameOffset') return [name, '0000'];
      if (name === 'PathBuffer') return [name, utf16('docs..\\docs')];
      return [name, value];
    }),
  );
  assert.equal(SymbolicLinkError.read(new Reader(bytes)), link);
});

test('a link whose target was left out is unknown, not malformed', () => {
  assert.is(symbolicLinkOf(nothing), undefined);
});

test('symbolic link errors that contradict themselves are refused', () => {
  const hostile: ReadonlyArray<readonly [name: string, hex: string]> = [
    ['SymLinkLength', '2f000000'],
    ['SymLinkLength', 'ffffffff'],
    ['SymLinkLength', '2d000000'],
    ['SymLinkLength', '00000000'],
    ['SymLinkErrorTag', '53594d4d'],
    ['ReparseTag', '030000a0'],
    ['ReparseDataLength', '2300'],
    ['ReparseDataLength', 'ffff'],
    ['ReparseDataLength', '0b00'],
    ['ReparseDataLength', '0000'],
    ['SubstituteNameOffset', '0a00'],
    ['SubstituteNameOffset', 'ffff'],
    ['SubstituteNameLength', '0d00'],
    ['SubstituteNameLength', '1800'],
    ['SubstituteNameLength', 'ffff'],
    ['PrintNameOffset', '1000'],
    ['PrintNameLength', '0700'],
    ['PrintNameLength', '0a00'],
  ];
  for (const [field, hex] of hostile) {
    const bytes = fields(...linkFields.map(([name, value]) => [name, name === field ? hex : value] as const));
    assertMalformed(() => SymbolicLinkError.read(new Reader(bytes)), `${field} ${hex}`);
  }
});

test('a symbolic link error cut short is refused', () => {
  assertTruncationRefused(structureBytes(SymbolicLinkError, link), (part) => SymbolicLinkError.read(new Reader(part)));
});

test.run();
