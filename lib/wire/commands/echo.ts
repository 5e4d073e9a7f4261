/** ECHO asks whether the server is still there.  [MS-SMB2] 2.2.28, 2.2.29 */
import type { Codec } from '../codec.ts';
import { type EmptyBody, readEmptyBody, writeEmptyBody } from './empty-body.ts';

export type EchoRequest = EmptyBody;
export type EchoResponse = EmptyBody;

export const Echo: Codec<EchoRequest, EchoResponse> = {
  name: 'ECHO',
  command: 0x000d,
  bodyStatuses: [],
  writeRequest: writeEmptyBody,
  readRequest: readEmptyBody,
  writeResponse: writeEmptyBody,
  readResponse: readEmptyBody,
};
