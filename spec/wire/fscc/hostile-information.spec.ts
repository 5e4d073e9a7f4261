import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MalformedError } from '../../../lib/errors.ts';
import type { StructureCodec } from '../../../lib/wire/codec.ts';
import {
  type DirectoryEntry,
  DirectoryEntryWriter,
  FileBothDirectoryInformation,
  FileDirectoryInformation,
  FileIdBothDirectoryInformation,
  readDirectoryEntries,
} from '../../../lib/wire/fscc/directory-entry.ts';
import { FileAllInformation } from '../../../lib/wire/fscc/file-all-information.ts';
import { FileBasicInformation } from '../../../lib/wire/fscc/file-basic-information.ts';
import { FileFsAttributeInformation } from '../../../lib/wire/fscc/file-fs-attribute-information.ts';
import { FileFsDeviceInformation } from '../../../lib/wire/fscc/file-fs-device-information.ts';
import { FileFsSectorSizeInformation } from '../../../lib/wire/fscc/file-fs-sector-size-information.ts';
import { FileFsSizeInformation } from '../../../lib/wire/fscc/file-fs-size-information.ts';
import { FileFsVolumeInformation } from '../../../lib/wire/fscc/file-fs-volume-information.ts';
import { FileFullEaInformation } from '../../../lib/wire/fscc/file-full-ea-information.ts';
import { FileAlternateNameInformation } from '../../../lib/wire/fscc/file-name-information.ts';
import { FileNetworkOpenInformation } from '../../../lib/wire/fscc/file-network-open-information.ts';
import { FileStandardInformation } from '../../../lib/wire/fscc/file-standard-information.ts';
import { FileStreamInformation } from '../../../lib/wire/fscc/file-stream-information.ts';
import { NetworkInterfaceInfo } from '../../../lib/wire/fscc/network-interface-info.ts';
import { NotifyInformation } from '../../../lib/wire/fscc/notify-information.ts';
import { SecurityDescriptor } from '../../../lib/wire/fscc/security-descriptor.ts';
import { FileAllocatedRanges, FileZeroDataInformation } from '../../../lib/wire/fscc/sparse-file.ts';
import { SrvCopychunkCopy, SrvCopychunkResponse, SrvRequestResumeKey } from '../../../lib/wire/fscc/srv-copychunk.ts';
import {
  ValidateNegotiateInfoRequest,
  ValidateNegotiateInfoResponse,
} from '../../../lib/wire/fscc/validate-negotiate-info.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { capturedInformation } from '../../support/captured-information.ts';
import { structureBytes } from '../../support/codec.ts';

const test = suite('wire/fscc/hostile-information');

const listingOf = (fileInformationClass: number): StructureCodec<DirectoryEntry[]> => ({
  write(w, entries) {
    const listing = new DirectoryEntryWriter(w, fileInformationClass, 65536);
    for (const entry of entries) listing.add(entry);
  },
  read: (r) => readDirectoryEntries(fileInformationClass, r),
});

/** Forgets what a codec's values are, so that codecs of many kinds fit one table. */
function rewriting<T>(codec: StructureCodec<T>): (bytes: Buffer) => Buffer {
  return (bytes) => structureBytes(codec, codec.read(new Reader(bytes)));
}

const codecs: Readonly<Record<keyof typeof capturedInformation, (bytes: Buffer) => Buffer>> = {
  FileDirectoryInformation: rewriting(listingOf(FileDirectoryInformation)),
  FileBothDirectoryInformation: rewriting(listingOf(FileBothDirectoryInformation)),
  FileIdBothDirectoryInformation: rewriting(listingOf(FileIdBothDirectoryInformation)),
  FileBasicInformation: rewriting(FileBasicInformation),
  FileStandardInformation: rewriting(FileStandardInformation),
  FileFullEaInformation: rewriting(FileFullEaInformation),
  FileAllInformation: rewriting(FileAllInformation),
  FileAlternateNameInformation: rewriting(FileAlternateNameInformation),
  FileStreamInformation: rewriting(FileStreamInformation),
  FileNetworkOpenInformation: rewriting(FileNetworkOpenInformation),
  FileFsVolumeInformation: rewriting(FileFsVolumeInformation),
  FileFsSizeInformation: rewriting(FileFsSizeInformation),
  FileFsDeviceInformation: rewriting(FileFsDeviceInformation),
  FileFsAttributeInformation: rewriting(FileFsAttributeInformation),
  FileFsSectorSizeInformation: rewriting(FileFsSectorSizeInformation),
  NotifyInformation: rewriting(NotifyInformation),
  SecurityDescriptor: rewriting(SecurityDescriptor),
  SrvRequestResumeKey: rewriting(SrvRequestResumeKey),
  SrvCopychunkCopy: rewriting(SrvCopychunkCopy),
  SrvCopychunkResponse: rewriting(SrvCopychunkResponse),
  ValidateNegotiateInfoRequest: rewriting(ValidateNegotiateInfoRequest),
  ValidateNegotiateInfoResponse: rewriting(ValidateNegotiateInfoResponse),
  NetworkInterfaceInfo: rewriting(NetworkInterfaceInfo),
  FileAllocatedRanges: rewriting(FileAllocatedRanges),
  FileZeroDataInformation: rewriting(FileZeroDataInformation),
};

/** Bytes that are overwritten, mostly with what means something in an offset or a count, and how many are cut off. */
const damage = fc.record({
  writes: fc.array(fc.tuple(fc.nat(700), fc.oneof(fc.constantFrom(0, 1, 2, 4, 8, 0x7f, 0x80, 0xff), fc.nat(255))), {
    minLength: 1,
    maxLength: 6,
  }),
  cut: fc.oneof({ arbitrary: fc.constant(0), weight: 3 }, { arbitrary: fc.nat(100), weight: 1 }),
});

for (const [name, rewrite] of Object.entries(codecs)) {
  const bytes = Buffer.from(capturedInformation[name as keyof typeof capturedInformation], 'hex');

  test(`${name} of another implementation is decoded, and written back as it was`, () => {
    assert.is(rewrite(bytes).toString('hex'), bytes.toString('hex'));
  });

  test(`a damaged ${name} is decoded or refused as malformed`, () => {
    fc.assert(
      fc.property(damage, ({ writes, cut }) => {
        const damaged = Buffer.from(bytes);
        for (const [at, value] of writes) damaged[at % damaged.length] = value;
        try {
          rewrite(damaged.subarray(0, Math.max(0, damaged.length - cut)));
        } catch (error) {
          if (!(error instanceof MalformedError)) throw error;
        }
      }),
      { numRuns: 1000 },
    );
  });
}

test.run();
