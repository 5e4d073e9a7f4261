/** Sizes as people read them. */

const UNITS = ['B', 'K', 'M', 'G', 'T', 'P'];

/** `1.5M`: in powers of 1024, with one digit behind the point below 10. */
export function humanSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  // 1023.6K would show as 1024K.
  while (unit < UNITS.length - 1 && Math.round(value) >= 1024) {
    value /= 1024;
    unit++;
  }
  const digits = unit > 0 && value < 9.95 ? 1 : 0;
  return `${value.toFixed(digits)}${unit === 0 ? '' : UNITS[unit]}`;
}
