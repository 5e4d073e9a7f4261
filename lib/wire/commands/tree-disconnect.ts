/** TREE_DISCONNECT leaves the share that the header names.  [MS-SMB2] 2.2.11, 2.2.12 */
import type { Codec } from '../codec.ts';
import { type EmptyBody, readEmptyBody, writeEmptyBody } from './empty-body.ts';

export type TreeDisconnectRequest = EmptyBody;
export type TreeDisconnectResponse = EmptyBody;

export const TreeDisconnect: Codec<TreeDisconnectRequest, TreeDisconnectResponse> = {
  name: 'TREE_DISCONNECT',
  command: 0x0004,
  bodyStatuses: [],
  writeRequest: writeEmptyBody,
  readRequest: readEmptyBody,
  writeResponse: writeEmptyBody,
  readResponse: readEmptyBody,
};
