/** How Windows writes a user's name in capitals, which is part of NTLMv2's key.  [MS-UCODEREF] 3.1.5.3 */

/**
 * Letters that are capital letters' small forms in Unicode today, and were not when Windows' table was made; the ranges
 * include neighbours that have no capitals.
 */
const UNKNOWN_TO_WINDOWS =
  /[\u019b\u023f\u0240\u0252\u025c\u0261\u0264-\u0266\u026a\u026c\u0282\u0287\u029d\u029e\u03f3\u0525-\u052f\u10d0-\u1c8a\u1d8e\u2c5f\u2cec-\u2cf3\u2d27-\u2d2d\ua661\ua699-\ua69b\ua791-\uabbf]/u;

/** Greek letters with iota subscript: Unicode writes their capitals as two letters, Windows as one, so many places on. */
const IOTA_SUBSCRIPT_8 = /[\u1f80-\u1f87\u1f90-\u1f97\u1fa0-\u1fa7]/u;
const IOTA_SUBSCRIPT_9 = /[\u1fb3\u1fc3\u1ff3]/u;

/**
 * `text` in capitals, each UTF-16 unit for itself: letters whose capital is two letters (sharp s), or the capital of
 * another letter (dotless i, final sigma), stay as they are, and so does everything beyond the basic plane.
 */
export function uppercase(text: string): string {
  return Array.from({ length: text.length }, (_, i) => uppercaseUnit(text.charAt(i))).join('');
}

function uppercaseUnit(unit: string): string {
  if (IOTA_SUBSCRIPT_8.test(unit)) return String.fromCharCode(unit.charCodeAt(0) + 8);
  if (IOTA_SUBSCRIPT_9.test(unit)) return String.fromCharCode(unit.charCodeAt(0) + 9);
  const capital = unit.toUpperCase();
  return capital.toLowerCase() === unit && !UNKNOWN_TO_WINDOWS.test(unit) ? capital : unit;
}
