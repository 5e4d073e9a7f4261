import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  IO_REPARSE_TAG_CLOUD,
  IO_REPARSE_TAG_DEDUP,
  IO_REPARSE_TAG_LX_SYMLINK,
  IO_REPARSE_TAG_MOUNT_POINT,
  IO_REPARSE_TAG_NFS,
  IO_REPARSE_TAG_SYMLINK,
  isNameSurrogate,
} from '../../../lib/wire/fscc/reparse-tags.ts';

const test = suite('wire/fscc/reparse-tags');

test('links and mount points stand for another name', () => {
  for (const tag of [IO_REPARSE_TAG_SYMLINK, IO_REPARSE_TAG_MOUNT_POINT, IO_REPARSE_TAG_LX_SYMLINK]) {
    assert.ok(isNameSurrogate(tag), tag.toString(16));
  }
});

test('files that are merely stored in another way do not', () => {
  for (const tag of [IO_REPARSE_TAG_DEDUP, IO_REPARSE_TAG_CLOUD, IO_REPARSE_TAG_NFS, 0]) {
    assert.not(isNameSurrogate(tag), tag.toString(16));
  }
});

test.run();
