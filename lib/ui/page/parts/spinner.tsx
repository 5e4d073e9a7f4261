/** Something is under way, and nobody knows for how long. */
import type { JSX } from 'preact';

export function Spinner({ label }: { readonly label: string }): JSX.Element {
  return (
    <p class="spinning" role="status">
      <span class="spinner" />
      {label}
    </p>
  );
}
