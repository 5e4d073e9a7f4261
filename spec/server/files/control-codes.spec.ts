/** Control codes about what a file holds: compression, zeros and holes. */
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { step } from '../../../lib/connection/exchange.ts';
import type { ShareConnection } from '../../../lib/manager/share-connection.ts';
import { create, queryInfo } from '../../../lib/open/requests.ts';
import type { Tree } from '../../../lib/tree/tree.ts';
import { FILE_READ_ATTRIBUTES, FILE_READ_DATA, FILE_WRITE_DATA } from '../../../lib/wire/commands/access-mask.ts';
import { FILE_CREATE, FILE_DIRECTORY_FILE, FILE_OPEN_IF } from '../../../lib/wire/commands/create.ts';
import { Ioctl, SMB2_0_IOCTL_IS_FSCTL } from '../../../lib/wire/commands/ioctl.ts';
import { Lock, SMB2_LOCKFLAG_EXCLUSIVE_LOCK, SMB2_LOCKFLAG_FAIL_IMMEDIATELY } from '../../../lib/wire/commands/lock.ts';
import type { FileId } from '../../../lib/wire/file-id.ts';
import { FILE_ATTRIBUTE_SPARSE_FILE } from '../../../lib/wire/fscc/file-attributes.ts';
import { FileBasicInformation } from '../../../lib/wire/fscc/file-basic-information.ts';
import {
  FILE_SUPPORTS_SPARSE_FILES,
  FileFsAttributeInformation,
} from '../../../lib/wire/fscc/file-fs-attribute-information.ts';
import {
  FSCTL_GET_COMPRESSION,
  FSCTL_QUERY_ALLOCATED_RANGES,
  FSCTL_SET_COMPRESSION,
  FSCTL_SET_SPARSE,
  FSCTL_SET_ZERO_DATA,
} from '../../../lib/wire/fscc/fsctl.ts';
import type { InformationClass } from '../../../lib/wire/fscc/information-class.ts';
import {
  FileAllocatedRange,
  FileAllocatedRanges,
  FileSetSparseBuffer,
  FileZeroDataInformation,
} from '../../../lib/wire/fscc/sparse-file.ts';
import {
  STATUS_ACCESS_DENIED,
  STATUS_BUFFER_TOO_SMALL,
  STATUS_FILE_LOCK_CONFLICT,
  STATUS_INVALID_DEVICE_REQUEST,
  STATUS_INVALID_PARAMETER,
  STATUS_NOT_SUPPORTED,
  STATUS_SUCCESS,
} from '../../../lib/wire/ntstatus.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { shareOn } from '../../support/client.ts';
import { structureBytes } from '../../support/codec.ts';
import { type Embedded, startEmbedded } from '../embedded.ts';

const test = suite<{ embedded: Embedded; memory: ShareConnection; folder: ShareConnection }>(
  'server/files/control codes',
);

const NOTHING = Buffer.alloc(0);
const ALL = FILE_READ_DATA | FILE_WRITE_DATA | FILE_READ_ATTRIBUTES;
/** Only there does a folder's file system have holes for certain. */
const HOLES = process.platform === 'linux';

test.before.each(async (context) => {
  context.embedded = await startEmbedded();
  context.memory = shareOn(context.embedded);
  context.folder = shareOn(context.embedded, { share: 'folder' });
});

test.after.each(async ({ embedded, memory, folder }) => {
  await memory.close();
  await folder.close();
  await embedded.stop();
  assert.equal(embedded.failures, []);
});

async function open(tree: Tree, name: string, access: number = ALL): Promise<FileId> {
  return (await tree.request(create(name, access, { createDisposition: FILE_OPEN_IF }))).fileId;
}

async function control(
  tree: Tree,
  ctlCode: number,
  fileId: FileId,
  input: Buffer = NOTHING,
  maxOutputResponse = 64,
): Promise<[status: number, output: Buffer]> {
  const request = { ctlCode, fileId, input, maxInputResponse: 0, maxOutputResponse, flags: SMB2_0_IOCTL_IS_FSCTL };
  const [{ status, body }] = await tree.chainReplies([step(Ioctl, request)]);
  return [status, Buffer.from(body?.output ?? NOTHING)];
}

async function query<T>(tree: Tree, information: InformationClass<T>, fileId: FileId): Promise<T> {
  const { buffer } = await tree.request(queryInfo(information, fileId));
  return information.read(new Reader(buffer));
}

async function isSparse(tree: Tree, fileId: FileId): Promise<boolean> {
  const { fileAttributes } = await query(tree, FileBasicInformation, fileId);
  return (fileAttributes & FILE_ATTRIBUTE_SPARSE_FILE) !== 0;
}

const zeros = (fileOffset: number, beyondFinalZero: number): Buffer =>
  structureBytes(FileZeroDataInformation, { fileOffset, beyondFinalZero });
const sparse = (setSparse: boolean): Buffer => structureBytes(FileSetSparseBuffer, { setSparse });

async function rangesOf(tree: Tree, fileId: FileId, fileOffset: number, length: number): Promise<number[][]> {
  const input = structureBytes(FileAllocatedRange, { fileOffset, length });
  const [status, output] = await control(tree, FSCTL_QUERY_ALLOCATED_RANGES, fileId, input);
  assert.is(status, STATUS_SUCCESS);
  return FileAllocatedRanges.read(new Reader(output)).map((range) => [range.fileOffset, range.length]);
}

test('nothing is compressed, and nothing can be', ({ memory }) =>
  memory.run(async (tree) => {
    const file = await open(tree, 'hello.txt');
    assert.equal(await control(tree, FSCTL_GET_COMPRESSION, file), [STATUS_SUCCESS, Buffer.from([0, 0])]);
    assert.equal((await control(tree, FSCTL_SET_COMPRESSION, file, Buffer.from([0, 0])))[0], STATUS_SUCCESS);
    assert.equal((await control(tree, FSCTL_SET_COMPRESSION, file, Buffer.from([1, 0])))[0], STATUS_NOT_SUPPORTED);
    assert.equal((await control(tree, FSCTL_SET_COMPRESSION, file, Buffer.from([0])))[0], STATUS_INVALID_PARAMETER);
  }));

test('zeros are written over a range, and never beyond the end', async ({ embedded, folder }) => {
  const name = join(embedded.folder, 'file');
  await fs.writeFile(name, '0123456789');
  await folder.run(async (tree) => {
    const file = await open(tree, 'file');
    assert.is((await control(tree, FSCTL_SET_ZERO_DATA, file, zeros(2, 4)))[0], STATUS_SUCCESS);
    assert.is((await control(tree, FSCTL_SET_ZERO_DATA, file, zeros(8, 1_000_000)))[0], STATUS_SUCCESS);
    assert.is((await control(tree, FSCTL_SET_ZERO_DATA, file, zeros(100, 200)))[0], STATUS_SUCCESS);
    assert.is((await control(tree, FSCTL_SET_ZERO_DATA, file, zeros(5, 4)))[0], STATUS_INVALID_PARAMETER);
  });
  assert.is(await fs.readFile(name, 'latin1'), '01\0\x004567\0\0');
});

test('zeros are written by those who may write there', ({ memory }) =>
  memory.run(async (tree) => {
    const [reader, holder, other] = [
      await open(tree, 'hello.txt', FILE_READ_DATA),
      await open(tree, 'hello.txt'),
      await open(tree, 'hello.txt'),
    ];
    assert.is((await control(tree, FSCTL_SET_ZERO_DATA, reader, zeros(0, 5)))[0], STATUS_ACCESS_DENIED);
    const flags = SMB2_LOCKFLAG_EXCLUSIVE_LOCK | SMB2_LOCKFLAG_FAIL_IMMEDIATELY;
    const locks = [{ offset: 3n, length: 1n, flags }];
    await tree.request(step(Lock, { fileId: holder, lockSequenceNumber: 0, lockSequenceIndex: 0, locks }));
    assert.is((await control(tree, FSCTL_SET_ZERO_DATA, other, zeros(0, 5)))[0], STATUS_FILE_LOCK_CONFLICT);
    assert.is((await control(tree, FSCTL_SET_ZERO_DATA, other, zeros(0, 3)))[0], STATUS_SUCCESS);
  }));

test('a file in memory is allocated from end to end, and cannot be sparse', ({ memory }) =>
  memory.run(async (tree) => {
    const file = await open(tree, 'hello.txt');
    assert.equal(await rangesOf(tree, file, 0, 100), [[0, 5]]);
    assert.equal(await rangesOf(tree, file, 2, 2), [[2, 2]]);
    assert.equal(await rangesOf(tree, file, 5, 100), []);
    const input = structureBytes(FileAllocatedRange, { fileOffset: 0, length: 5 });
    assert.is((await control(tree, FSCTL_QUERY_ALLOCATED_RANGES, file, input, 8))[0], STATUS_BUFFER_TOO_SMALL);
    assert.is((await control(tree, FSCTL_QUERY_ALLOCATED_RANGES, file))[0], STATUS_INVALID_PARAMETER);
    assert.is((await control(tree, FSCTL_SET_SPARSE, file))[0], STATUS_INVALID_DEVICE_REQUEST);
    const { fileSystemAttributes } = await query(tree, FileFsAttributeInformation, file);
    assert.is(fileSystemAttributes & FILE_SUPPORTS_SPARSE_FILES, 0);
  }));

if (HOLES) {
  test('a file of a folder may be sparse, and has no content where it is one hole', async ({ embedded, folder }) => {
    await folder.run(async (tree) => {
      const file = await open(tree, 'file');
      const { fileSystemAttributes } = await query(tree, FileFsAttributeInformation, file);
      assert.is(fileSystemAttributes & FILE_SUPPORTS_SPARSE_FILES, FILE_SUPPORTS_SPARSE_FILES);
      assert.is(await isSparse(tree, file), false);
      assert.is((await control(tree, FSCTL_SET_SPARSE, file))[0], STATUS_SUCCESS);
      assert.is(await isSparse(tree, file), true);
      await fs.truncate(join(embedded.folder, 'file'), 1_000_000);
      assert.equal(await rangesOf(tree, file, 0, 2_000_000), []);
      assert.is((await control(tree, FSCTL_SET_SPARSE, file, sparse(false)))[0], STATUS_SUCCESS);
      assert.is(await isSparse(tree, file), false);
      assert.equal(await rangesOf(tree, file, 0, 2_000_000), [[0, 1_000_000]]);
    });
  });

  test('a folder is not sparse, and no reader makes a file so', ({ folder }) =>
    folder.run(async (tree) => {
      const made = { createDisposition: FILE_CREATE, createOptions: FILE_DIRECTORY_FILE };
      const { fileId } = await tree.request(create('d', ALL, made));
      assert.is((await control(tree, FSCTL_SET_SPARSE, fileId))[0], STATUS_INVALID_PARAMETER);
      await open(tree, 'file');
      const reader = await open(tree, 'file', FILE_READ_DATA);
      assert.is((await control(tree, FSCTL_SET_SPARSE, reader))[0], STATUS_ACCESS_DENIED);
    }));
}

test.run();
