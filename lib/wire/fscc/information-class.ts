/** What an information class is: a structure that QUERY_INFO asks for or SET_INFO sets, and its numbers.  [MS-FSCC] 2.4, 2.5 */
import type { StructureCodec } from '../codec.ts';

/** InfoType: what an information class is a class of.  [MS-SMB2] 2.2.37, 2.2.39 */
export const SMB2_0_INFO_FILE = 0x01;
export const SMB2_0_INFO_FILESYSTEM = 0x02;

/**
 * The codec of one information class, with the numbers that ask for it. A class that ends in a name does not read when it
 * came with STATUS_BUFFER_OVERFLOW, which announces the whole name but carries part of it: ask again with a larger buffer.
 */
export interface InformationClass<T> extends StructureCodec<T> {
  /** The specification's name, as errors and traces print it. */
  readonly name: string;
  /** SMB2_0_INFO_FILE or SMB2_0_INFO_FILESYSTEM. */
  readonly infoType: number;
  /** The number of the class among those of its InfoType. */
  readonly fileInfoClass: number;
}
