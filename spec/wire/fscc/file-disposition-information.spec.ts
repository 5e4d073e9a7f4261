import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  FILE_DISPOSITION_DELETE,
  FILE_DISPOSITION_IGNORE_READONLY_ATTRIBUTE,
  FILE_DISPOSITION_POSIX_SEMANTICS,
  FileDispositionInformation,
  FileDispositionInformationEx,
} from '../../../lib/wire/fscc/file-disposition-information.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { assertStructure, assertTruncationRefused, fields } from '../../support/codec.ts';

const test = suite('wire/fscc/file-disposition-information');

test('deletion is one byte', () => {
  assertStructure(FileDispositionInformation, { deletePending: true }, fields(['DeletePending', '01']));
  assertStructure(FileDispositionInformation, { deletePending: false }, fields(['DeletePending', '00']));
  assert.is(FileDispositionInformation.fileInfoClass, 13);
});

test('the Ex form says how to delete', () => {
  const flags = FILE_DISPOSITION_DELETE | FILE_DISPOSITION_POSIX_SEMANTICS | FILE_DISPOSITION_IGNORE_READONLY_ATTRIBUTE;
  assertStructure(FileDispositionInformationEx, { flags }, fields(['Flags', '13000000']));
  assert.is(FileDispositionInformationEx.fileInfoClass, 64);
});

test('dispositions cut short are refused', () => {
  assertTruncationRefused(Buffer.alloc(1), (part) => FileDispositionInformation.read(new Reader(part)));
  assertTruncationRefused(Buffer.alloc(4), (part) => FileDispositionInformationEx.read(new Reader(part)));
});

test.run();
