/** The steps that path operations and opens are made of, each with the defaults that this client always uses. */
import { type Step, step } from '../connection/exchange.ts';
import { Close, type CloseRequest, type CloseResponse } from '../wire/commands/close.ts';
import {
  Create,
  type CreateRequest,
  type CreateResponse,
  FILE_OPEN,
  FILE_SHARE_DELETE,
  FILE_SHARE_READ,
  FILE_SHARE_WRITE,
  IMPERSONATION_LEVEL_IMPERSONATION,
  SMB2_OPLOCK_LEVEL_NONE,
} from '../wire/commands/create.ts';
import { QueryInfo, type QueryInfoRequest, type QueryInfoResponse } from '../wire/commands/query-info.ts';
import { Read, type ReadRequest, type ReadResponse } from '../wire/commands/read.ts';
import { SetInfo, type SetInfoRequest, type SetInfoResponse } from '../wire/commands/set-info.ts';
import { Write, type WriteRequest, type WriteResponse } from '../wire/commands/write.ts';
import { type FileId, RELATED_FILE_ID } from '../wire/file-id.ts';
import type { InformationClass } from '../wire/fscc/information-class.ts';
import { Writer } from '../wire/writer.ts';

/** Most structures to be set fit; what holds a path may need a second slab. */
const SMALL_SLAB = 256;

const NOTHING = Buffer.alloc(0);

/** CREATE of `name` (relative to the share, `\` between its components): everybody else may do what they like meanwhile. */
export function create(
  name: string,
  desiredAccess: number,
  rest: Partial<CreateRequest> = {},
): Step<CreateRequest, CreateResponse> {
  return step(Create, {
    requestedOplockLevel: SMB2_OPLOCK_LEVEL_NONE,
    impersonationLevel: IMPERSONATION_LEVEL_IMPERSONATION,
    desiredAccess,
    fileAttributes: 0,
    shareAccess: FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
    createDisposition: FILE_OPEN,
    createOptions: 0,
    name,
    createContexts: [],
    ...rest,
  });
}

export function close(fileId: FileId = RELATED_FILE_ID): Step<CloseRequest, CloseResponse> {
  return step(Close, { flags: 0, fileId });
}

/** READ of `length` bytes; with `into`, that is where they go. */
export function read(
  fileId: FileId,
  offset: number,
  length: number,
  into: Buffer | undefined,
): Step<ReadRequest, ReadResponse> {
  return step(
    Read,
    { padding: 80, flags: 0, length, offset, fileId, minimumCount: 0, remainingBytes: 0 },
    length,
    into,
  );
}

export function write(fileId: FileId, offset: number, data: Buffer): Step<WriteRequest, WriteResponse> {
  return step(Write, { offset, fileId, remainingBytes: 0, flags: 0, data }, data.length);
}

/** QUERY_INFO of an information class, answered with at most `outputBufferLength` bytes. */
export function queryInfo(
  information: InformationClass<unknown>,
  fileId: FileId = RELATED_FILE_ID,
  outputBufferLength = 65536,
): Step<QueryInfoRequest, QueryInfoResponse> {
  const { infoType, fileInfoClass } = information;
  return step(QueryInfo, {
    infoType,
    fileInfoClass,
    outputBufferLength,
    additionalInformation: 0,
    flags: 0,
    fileId,
    input: NOTHING,
  });
}

/** SET_INFO of an information class. */
export function setInfo<T>(
  information: InformationClass<T>,
  value: T,
  fileId: FileId = RELATED_FILE_ID,
): Step<SetInfoRequest, SetInfoResponse> {
  const { infoType, fileInfoClass } = information;
  const w = new Writer(SMALL_SLAB);
  w.begin(0);
  information.write(w, value);
  return step(SetInfo, {
    infoType,
    fileInfoClass,
    additionalInformation: 0,
    fileId,
    buffer: Buffer.concat(w.finish()),
  });
}
