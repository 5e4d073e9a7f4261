/** How far the uploads are. */
import type { JSX } from 'preact';
import { Button } from '../parts/button.tsx';
import { formatSize } from '../parts/format.ts';
import { cancel, clearEnded, replace, type Transfer, transfers } from './transfers.ts';

export function TransferList(): JSX.Element | null {
  if (transfers.value.length === 0) return null;
  const isBusy = transfers.value.some(isUnderWay);
  return (
    <section class="transfers" aria-label="Uploads">
      <div class="heading">
        <h3>Uploads</h3>
        <Button label={isBusy ? 'Clear what is done' : 'Close'} look="quiet" onClick={clearEnded} />
      </div>
      <ul>
        {transfers.value.map((transfer) => (
          <TransferLine key={transfer.id} transfer={transfer} />
        ))}
      </ul>
    </section>
  );
}

function isUnderWay({ state }: Transfer): boolean {
  return state === 'waiting' || state === 'sending';
}

function TransferLine({ transfer }: { readonly transfer: Transfer }): JSX.Element {
  const { id, name, size, sent, state } = transfer;
  return (
    <li class={`transfer ${state}`}>
      <bdi class="title">{name}</bdi>
      <span class="hint number">{statusOf(transfer)}</span>
      {state === 'taken' && <Button label="Replace" onClick={() => replace(id)} />}
      {(isUnderWay(transfer) || state === 'taken') && (
        <Button
          label={state === 'taken' ? `Leave ${name} as it is` : `Cancel the upload of ${name}`}
          icon="close"
          look="quiet"
          iconOnly
          onClick={() => cancel(id)}
        />
      )}
      {isUnderWay(transfer) && <progress aria-label={name} max={Math.max(1, size)} value={sent} />}
    </li>
  );
}

function statusOf({ state, sent, size, error }: Transfer): string {
  switch (state) {
    case 'waiting':
      return 'Waiting';
    case 'sending':
      return `${formatSize(sent)} of ${formatSize(size)}, ${size === 0 ? 100 : Math.floor((sent / size) * 100)} %`;
    case 'taken':
      return 'There is such a file already';
    case 'done':
      return `${formatSize(size)}, done`;
    case 'cancelled':
      return 'Cancelled';
    case 'failed':
      return [error?.message, error?.hint].filter(Boolean).join(': ');
  }
}
