/** The shares that the server offers, to pick one of them. */
import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import type { ApiError, ShareEntry, SharesAnswer } from '../../protocol.ts';
import { ApiFailure, askFor, errorFrom } from '../api.ts';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Failure } from '../parts/failure.tsx';
import { Icon } from '../parts/icon.tsx';
import { Spinner } from '../parts/spinner.tsx';
import { form, kept, refuse, setField } from './form.ts';

type Picking =
  | { readonly state: 'asking'; readonly stop: AbortController }
  | { readonly state: 'asked'; readonly shares: readonly ShareEntry[] }
  | { readonly state: 'failed'; readonly error: ApiError };

const picking = signal<Picking | undefined>(undefined);

export function SharePicker(): JSX.Element {
  return (
    <>
      <Button label="List" look="quiet" icon="server" onClick={pick} />
      {picking.value && (
        <Dialog title={`Shares on ${form.value?.server}`} onClose={close}>
          <Answer picking={picking.value} />
          <div class="actions">
            <Button label="Cancel" onClick={close} />
          </div>
        </Dialog>
      )}
    </>
  );
}

function Answer({ picking: now }: { readonly picking: Picking }): JSX.Element {
  if (now.state === 'asking') return <Spinner label="Asking the server…" />;
  if (now.state === 'failed') return <Failure error={now.error} />;
  const shares = now.shares.filter(({ type, special }) => type === 'disk' && !special);
  if (shares.length === 0) return <p class="muted">The server offers no share to this user.</p>;
  return (
    <ul class="picks">
      {shares.map(({ name, comment }) => (
        <li key={name}>
          <button
            type="button"
            class="pick"
            onClick={() => {
              setField('share', name);
              close();
            }}
          >
            <Icon name="folder" />
            <span class="title">{name}</span>
            <span class="hint">{comment}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

async function pick(): Promise<void> {
  const stop = new AbortController();
  const asking: Picking = { state: 'asking', stop };
  picking.value = asking;
  const next = await ask(stop.signal);
  if (picking.value === asking) picking.value = next;
}

async function ask(signal: AbortSignal): Promise<Picking | undefined> {
  try {
    const { shares } = await askFor<SharesAnswer>('shares', { form: form.value, keep: kept.value }, signal);
    return { state: 'asked', shares };
  } catch (error) {
    if (error instanceof ApiFailure && error.error.problems) {
      refuse(error.error.problems);
      return undefined;
    }
    return { state: 'failed', error: errorFrom(error) };
  }
}

function close(): void {
  if (picking.value?.state === 'asking') picking.value.stop.abort();
  picking.value = undefined;
}
