/** What went wrong, by which name, and what to try. */
import type { JSX } from 'preact';
import type { ApiError } from '../../protocol.ts';
import { Icon } from './icon.tsx';

export function Failure({ error }: { readonly error: ApiError }): JSX.Element {
  const names = [error.code, error.ntstatus].filter((name) => name !== undefined);
  return (
    <div class="failure" role="alert">
      <Icon name="warning" />
      <div>
        <p class="title">{error.message}</p>
        {error.hint !== undefined && (
          <p>
            <strong>What to try: </strong>
            {error.hint}
          </p>
        )}
        {names.length > 0 && <p class="names">{names.join(' · ')}</p>}
      </div>
    </div>
  );
}
