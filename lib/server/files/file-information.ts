/** The information classes of files, as answers to QUERY_INFO.  [MS-FSCC] 2.4, [MS-FSA] 2.1.5.12 */

import { FILE_READ_ATTRIBUTES, FILE_READ_EA } from '../../wire/commands/access-mask.ts';
import {
  FILE_DELETE_ON_CLOSE,
  FILE_NO_INTERMEDIATE_BUFFERING,
  FILE_SEQUENTIAL_ONLY,
  FILE_SYNCHRONOUS_IO_ALERT,
  FILE_SYNCHRONOUS_IO_NONALERT,
  FILE_WRITE_THROUGH,
} from '../../wire/commands/create.ts';
import { FileAccessInformation } from '../../wire/fscc/file-access-information.ts';
import { FileAlignmentInformation } from '../../wire/fscc/file-alignment-information.ts';
import { FileAllInformation } from '../../wire/fscc/file-all-information.ts';
import { FileAttributeTagInformation } from '../../wire/fscc/file-attribute-tag-information.ts';
import { FileBasicInformation } from '../../wire/fscc/file-basic-information.ts';
import { FileEaInformation } from '../../wire/fscc/file-ea-information.ts';
import { FileFullEaInformation } from '../../wire/fscc/file-full-ea-information.ts';
import { FileIdInformation } from '../../wire/fscc/file-id-information.ts';
import { FileInternalInformation } from '../../wire/fscc/file-internal-information.ts';
import { FileModeInformation } from '../../wire/fscc/file-mode-information.ts';
import {
  FileAlternateNameInformation,
  FileNameInformation,
  FileNormalizedNameInformation,
} from '../../wire/fscc/file-name-information.ts';
import { FileNetworkOpenInformation } from '../../wire/fscc/file-network-open-information.ts';
import { FilePositionInformation } from '../../wire/fscc/file-position-information.ts';
import { FileStandardInformation } from '../../wire/fscc/file-standard-information.ts';
import { FileStreamInformation } from '../../wire/fscc/file-stream-information.ts';
import type { InformationClass } from '../../wire/fscc/information-class.ts';
import {
  STATUS_ACCESS_DENIED,
  STATUS_INVALID_INFO_CLASS,
  STATUS_NO_EAS_ON_FILE,
  STATUS_OBJECT_NAME_NOT_FOUND,
} from '../../wire/ntstatus.ts';
import { StatusFailure } from '../protocol/status-failure.ts';
import type { FileDescription } from './dos-attributes.ts';
import { encode } from './encode.ts';
import type { FileStats } from './file-stats.ts';

/** An open of a file, as information classes tell of it. */
export interface FileFacts {
  readonly stats: FileStats;
  readonly description: FileDescription;
  readonly deletePending: boolean;
  readonly grantedAccess: number;
  readonly createOptions: number;
  readonly position: number;
  readonly volumeSerialNumber: number;
  /** From the share's root, as clients see it. */
  readonly path: string;
}

/** An encoded answer. */
export interface Information {
  readonly buffer: Buffer;
  /** A client must have room for this much of it at least. */
  readonly fixedSize: number;
}

/** CreateOptions that stay in force after the file was opened. */
const MODES =
  FILE_WRITE_THROUGH |
  FILE_SEQUENTIAL_ONLY |
  FILE_NO_INTERMEDIATE_BUFFERING |
  FILE_SYNCHRONOUS_IO_ALERT |
  FILE_SYNCHRONOUS_IO_NONALERT |
  FILE_DELETE_ON_CLOSE;

interface Answer {
  /** What the file must have been opened for. */
  readonly access: number;
  readonly answer: (facts: FileFacts) => Information;
}

/** A class that is as long as it is, or has a name at its end: then `fixedSize` is that of the structure in C. */
function answers<T>(
  information: InformationClass<T>,
  access: number,
  value: (facts: FileFacts) => T,
  fixedSize?: number,
): [number, Answer] {
  const answer = (facts: FileFacts): Information => {
    const buffer = encode(information, value(facts));
    return { buffer, fixedSize: fixedSize ?? buffer.length };
  };
  return [information.fileInfoClass, { access, answer }];
}

const basic = ({ description }: FileFacts): FileBasicInformation => {
  const { creationTime, changeTime, lastAccessTime, lastWriteTime, fileAttributes } = description;
  return { creationTime, lastAccessTime, lastWriteTime, changeTime, fileAttributes };
};

const standard = ({ deletePending, stats }: FileFacts): FileStandardInformation => {
  const { allocationSize, directory, endOfFile, numberOfLinks } = stats;
  return {
    allocationSize,
    endOfFile,
    numberOfLinks: deletePending ? numberOfLinks - 1 : numberOfLinks,
    deletePending,
    directory,
  };
};

const fullName = ({ path }: FileFacts): FileNameInformation => ({ fileName: `\\${path}` });

const ANSWERS: ReadonlyMap<number, Answer> = new Map([
  answers(FileBasicInformation, FILE_READ_ATTRIBUTES, basic),
  answers(FileStandardInformation, 0, standard),
  answers(FileInternalInformation, 0, ({ stats }) => ({ indexNumber: stats.indexNumber })),
  answers(FileEaInformation, 0, () => ({ eaSize: 0 })),
  answers(FileAccessInformation, 0, ({ grantedAccess }) => ({ accessFlags: grantedAccess })),
  answers(FileNameInformation, 0, fullName, 8),
  answers(FilePositionInformation, 0, ({ position }) => ({ currentByteOffset: position })),
  answers(FileFullEaInformation, FILE_READ_EA, () => {
    throw new StatusFailure(STATUS_NO_EAS_ON_FILE);
  }),
  answers(FileModeInformation, 0, ({ createOptions }) => ({ mode: createOptions & MODES })),
  answers(FileAlignmentInformation, 0, () => ({ alignmentRequirement: 0 })),
  answers(
    FileAllInformation,
    FILE_READ_ATTRIBUTES,
    (facts) => ({
      basicInformation: basic(facts),
      standardInformation: standard(facts),
      internalInformation: { indexNumber: facts.stats.indexNumber },
      eaInformation: { eaSize: 0 },
      accessInformation: { accessFlags: facts.grantedAccess },
      positionInformation: { currentByteOffset: facts.position },
      modeInformation: { mode: facts.createOptions & MODES },
      alignmentInformation: { alignmentRequirement: 0 },
      nameInformation: fullName(facts),
    }),
    104,
  ),
  answers(FileAlternateNameInformation, 0, () => {
    throw new StatusFailure(STATUS_OBJECT_NAME_NOT_FOUND);
  }),
  answers(
    FileStreamInformation,
    0,
    ({ stats: { allocationSize, directory, endOfFile } }) =>
      directory ? [] : [{ streamName: '::$DATA', streamSize: endOfFile, streamAllocationSize: allocationSize }],
    0,
  ),
  answers(FileNetworkOpenInformation, FILE_READ_ATTRIBUTES, ({ description }) => description),
  answers(FileAttributeTagInformation, FILE_READ_ATTRIBUTES, ({ description }) => ({
    fileAttributes: description.fileAttributes,
    reparseTag: 0,
  })),
  answers(FileNormalizedNameInformation, 0, ({ path }) => ({ fileName: path }), 8),
  answers(FileIdInformation, 0, ({ stats, volumeSerialNumber }) => ({
    volumeSerialNumber: BigInt(volumeSerialNumber),
    fileId: stats.indexNumber,
  })),
]);

/** What a class says of a file. Throws a StatusFailure for one that is unknown here, or that the open was not made for. */
export function queryFile(facts: FileFacts, fileInfoClass: number): Information {
  const found = ANSWERS.get(fileInfoClass);
  if (!found) throw new StatusFailure(STATUS_INVALID_INFO_CLASS);
  if ((facts.grantedAccess & found.access) !== found.access) throw new StatusFailure(STATUS_ACCESS_DENIED);
  return found.answer(facts);
}
