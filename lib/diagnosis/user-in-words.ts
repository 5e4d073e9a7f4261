/** Who logs on, as people are told. */
import type { SmbFsOptions } from '../index.ts';

export function userInWords({ username = '', domain = '', guest, anonymous }: SmbFsOptions): string {
  if (guest) return 'guest';
  if (anonymous) return 'nobody';
  return domain === '' ? username : `${domain}\\${username}`;
}
