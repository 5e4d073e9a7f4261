/** Compression of files, which there is none of here.  [MS-FSCC] 2.3.17, 2.3.67 */
import { STATUS_INVALID_PARAMETER, STATUS_NOT_SUPPORTED } from '../../wire/ntstatus.ts';
import { StatusFailure } from '../protocol/status-failure.ts';

const COMPRESSION_FORMAT_NONE = 0x0000;
const FORMAT_SIZE = 2;

/** What FSCTL_GET_COMPRESSION answers of every file. */
export function compressionFormat(): Buffer {
  const format = Buffer.alloc(FORMAT_SIZE);
  format.writeUInt16LE(COMPRESSION_FORMAT_NONE);
  return format;
}

/** FSCTL_SET_COMPRESSION: whoever wants none has it already. */
export function setCompressionFormat(input: Buffer): void {
  if (input.length < FORMAT_SIZE) throw new StatusFailure(STATUS_INVALID_PARAMETER);
  if (input.readUInt16LE() !== COMPRESSION_FORMAT_NONE) throw new StatusFailure(STATUS_NOT_SUPPORTED);
}
