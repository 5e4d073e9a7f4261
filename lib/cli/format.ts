/** Sizes, times and names as people read them. */

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

/** `2026-03-01 14:05`, in local time; UTC where TZ says so. */
export function shortTime(time: Date): string {
  const two = (value: number): string => `${value}`.padStart(2, '0');
  const date = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${date} ${two(time.getHours())}:${two(time.getMinutes())}`;
}

/** A name without the control characters that could move a terminal's cursor. */
export function printable(name: string): string {
  return name.replace(/\p{Cc}/gu, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
