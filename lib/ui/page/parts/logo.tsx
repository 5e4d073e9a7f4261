/** A folder between two ends of a line. */
import type { JSX } from 'preact';

export function Logo(): JSX.Element {
  return (
    <svg class="logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect class="ground" width="32" height="32" rx="8" />
      <path
        class="line"
        d="M7 12.5A1.5 1.5 0 0 1 8.5 11h4.5l2 2.5h8.5A1.5 1.5 0 0 1 25 15v6.5a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 7 21.5z"
      />
      <path class="line" d="M11.5 18.200h9" />
      <circle class="end" cx="11.5" cy="18.2" r="1.6" />
      <circle class="end" cx="20.5" cy="18.2" r="1.6" />
    </svg>
  );
}
