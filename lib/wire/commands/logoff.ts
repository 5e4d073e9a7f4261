/** LOGOFF ends the session that the header names.  [MS-SMB2] 2.2.7, 2.2.8 */
import type { Codec } from '../codec.ts';
import { type EmptyBody, readEmptyBody, writeEmptyBody } from './empty-body.ts';

export type LogoffRequest = EmptyBody;
export type LogoffResponse = EmptyBody;

export const Logoff: Codec<LogoffRequest, LogoffResponse> = {
  name: 'LOGOFF',
  command: 0x0002,
  bodyStatuses: [],
  writeRequest: writeEmptyBody,
  readRequest: readEmptyBody,
  writeResponse: writeEmptyBody,
  readResponse: readEmptyBody,
};
