/** FILETIME: 100-nanosecond units since 1601-01-01 UTC, a signed 64-bit number.  [MS-DTYP] 2.3.3, [MS-FSCC] 2.1.1 */

/** 1970-01-01 UTC as a FILETIME. */
export const FILETIME_UNIX_EPOCH = 116_444_736_000_000_000n;

/** In a time that is set: leave it as it is.  [MS-FSCC] 2.4.7 */
export const FILETIME_UNCHANGED = 0n;
/** In a time that is set: leave it as it is, and let nothing done through this open change it either. */
export const FILETIME_FREEZE = -1n;
/** In a time that is set: undo FILETIME_FREEZE, so that operations through this open change it again. */
export const FILETIME_THAW = -2n;

/** The first instant that does not read as one of the three values above. */
const FIRST = 1n;
const LAST = 0x7fff_ffff_ffff_ffffn;

/**
 * The FILETIME of an instant in nanoseconds since 1970, rounded down to its 100-nanosecond unit. What lies outside the
 * years 1601 to 30828 becomes their first or last instant, because 0 and negative values do not mean a time when set.
 */
export function filetimeFromUnixNanoseconds(nanoseconds: bigint): bigint {
  const remainder = nanoseconds % 100n;
  const units = (nanoseconds - remainder) / 100n - (remainder < 0n ? 1n : 0n);
  const filetime = units + FILETIME_UNIX_EPOCH;
  if (filetime < FIRST) return FIRST;
  return filetime > LAST ? LAST : filetime;
}

/** Nanoseconds since 1970 of a FILETIME; negative before. A FILETIME of 0, which servers send for "unknown", is 1601. */
export function unixNanosecondsFromFiletime(filetime: bigint): bigint {
  return (filetime - FILETIME_UNIX_EPOCH) * 100n;
}
