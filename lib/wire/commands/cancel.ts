/** CANCEL asks that the request with the same MessageId or AsyncId be given up; that one is answered, never CANCEL.  [MS-SMB2] 2.2.30 */
import { MalformedError } from '../../errors.ts';
import type { Codec } from '../codec.ts';
import { type EmptyBody, readEmptyBody, writeEmptyBody } from './empty-body.ts';

export type CancelRequest = EmptyBody;

/** There is none. */
export type CancelResponse = never;

export const Cancel: Codec<CancelRequest, CancelResponse> = {
  name: 'CANCEL',
  command: 0x000c,
  bodyStatuses: [],
  writeRequest: writeEmptyBody,
  readRequest: readEmptyBody,
  writeResponse() {
    throw new TypeError('CANCEL has no response');
  },
  readResponse() {
    throw new MalformedError('a response to CANCEL, which has none');
  },
};
