/** MD4, which node:crypto no longer has and the NT hash is made of.  RFC 1320 */
import jsMd4 from 'js-md4';

/** The 16-byte digest of `bytes`. */
export function md4(bytes: Uint8Array): Buffer {
  return Buffer.from(jsMd4.arrayBuffer(bytes));
}
