/** What both sides of NTLM say alike. */

/** NTLMSSP's object identifier.  [MS-NLMP] 1.9 */
export const NTLM_OID = '1.3.6.1.4.1.311.2.2.10';

/** A VERSION: Windows 10 without a build, and NTLMSSP_REVISION_W2K3, the revision there is.  [MS-NLMP] 2.2.2.10 */
export const NTLM_VERSION: Buffer = Buffer.from('0a0000000000000f', 'hex');

const UNIX_EPOCH = 116_444_736_000_000_000n;

/** The time as a FILETIME. */
export function fileTimeNow(): bigint {
  return BigInt(Date.now()) * 10_000n + UNIX_EPOCH;
}
