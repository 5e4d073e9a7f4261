/** What a command's codec is: both directions of its request and response, and the facts a dispatcher needs. */
import type { Reader } from './reader.ts';
import type { Writer } from './writer.ts';

/**
 * One SMB2 command. Writers and readers work on the body alone, which follows the 64-byte header: the writer's and reader's
 * origin is the header's first byte, because offsets in bodies count from there, and the reader ends where the message ends.
 */
export interface Codec<Request, Response> {
  /** The specification's name, as errors and traces print it. */
  readonly name: string;
  /** The command's number in the header. */
  readonly command: number;
  /** Statuses other than STATUS_SUCCESS whose response has the command's normal body instead of an ERROR body. */
  readonly bodyStatuses: readonly number[];
  writeRequest(w: Writer, m: Request): void;
  readRequest(r: Reader): Request;
  writeResponse(w: Writer, m: Response): void;
  readResponse(r: Reader): Response;
}

/** A codec for a structure that is the same in both directions: an information class, a context, a record. */
export interface StructureCodec<T> {
  write(w: Writer, m: T): void;
  read(r: Reader): T;
}
