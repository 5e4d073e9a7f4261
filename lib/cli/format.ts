/** Times and names as people read them. */

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
