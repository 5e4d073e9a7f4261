/** Between the server's times, FILETIMEs, and the nanoseconds since 1970 that stat and utimes speak of.  [MS-FSCC] 2.1.1 */

/** 1970-01-01 UTC in units of 100 ns since 1601-01-01. */
const UNIX_EPOCH = 116_444_736_000_000_000n;
const LAST = 0x7fff_ffff_ffff_ffffn;

/** Nanoseconds since 1970; a server that does not know a time sends 0, which is 1970 here, as where a kernel does not know. */
export function filetimeToNanoseconds(filetime: bigint): bigint {
  return filetime === 0n ? 0n : (filetime - UNIX_EPOCH) * 100n;
}

/**
 * The FILETIME of an instant, rounded down. What lies before 1601 or after 30828 becomes the first or last instant there is:
 * 0 and negative values mean something else in a request.
 */
export function nanosecondsToFiletime(nanoseconds: bigint): bigint {
  const units = nanoseconds / 100n - (nanoseconds % 100n < 0n ? 1n : 0n);
  const filetime = units + UNIX_EPOCH;
  if (filetime < 1n) return 1n;
  return filetime > LAST ? LAST : filetime;
}
