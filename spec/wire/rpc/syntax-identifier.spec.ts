import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Reader } from '../../../lib/wire/reader.ts';
import {
  NDR_SYNTAX,
  SRVSVC_SYNTAX,
  SyntaxIdentifierCodec,
  sameSyntax,
} from '../../../lib/wire/rpc/syntax-identifier.ts';
import { assertStructure, assertTruncationRefused, fields } from '../../support/codec.ts';

const test = suite('wire/rpc/syntax-identifier');

const srvsvc = fields(
  ['time_low', 'c84f324b'],
  ['time_mid', '7016'],
  ['time_hi_and_version', 'd301'],
  ['clock_seq', '1278'],
  ['node', '5a47bf6ee188'],
  ['major version', '0300'],
  ['minor version', '0000'],
);

test('an identifier is written as the specification lays it out', () => {
  assertStructure(SyntaxIdentifierCodec, SRVSVC_SYNTAX, srvsvc);
});

test('an identifier that is cut short is refused', () => {
  assertTruncationRefused(srvsvc, (part) => SyntaxIdentifierCodec.read(new Reader(part)));
});

test('two identifiers are the same only when their versions are', () => {
  assert.ok(sameSyntax(NDR_SYNTAX, { ...NDR_SYNTAX }));
  assert.not(sameSyntax(NDR_SYNTAX, SRVSVC_SYNTAX));
  assert.not(sameSyntax(NDR_SYNTAX, { ...NDR_SYNTAX, majorVersion: 1 }));
  assert.not(sameSyntax(NDR_SYNTAX, { ...NDR_SYNTAX, minorVersion: 1 }));
});

test.run();
