/** The current entry: what it is, what is in it, and what can be done with it. */
import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import type { ApiError, TicketAnswer } from '../../protocol.ts';
import { askFor, errorFrom } from '../api.ts';
import { connection } from '../connection/connection.ts';
import { Button } from '../parts/button.tsx';
import { Failure } from '../parts/failure.tsx';
import { formatDate, formatSize } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { Spinner } from '../parts/spinner.tsx';
import { focusCurrent } from './focus.ts';
import { iconOf, kindOf } from './kinds.ts';
import { currentEntry, isTold, open, pathOf } from './listing.ts';
import { type Entry, isFolder } from './order.ts';
import { type Preview, preview } from './preview.ts';
import { askForName, askToRemove } from './questions.tsx';

const failure = signal<{ readonly path: string; readonly error: ApiError } | undefined>(undefined);

export function Details(): JSX.Element | null {
  const entry = currentEntry.value;
  if (!isTold.value || !entry) return null;
  const path = pathOf(entry);
  return (
    <aside
      class="details"
      aria-label="Details"
      onKeyDown={({ key }) => {
        if (key === 'Escape') close();
      }}
    >
      <div class="heading">
        <Icon name={iconOf(entry)} />
        <h3>
          <bdi>{entry.name}</bdi>
        </h3>
        <Button label="Close the details" icon="close" look="quiet" iconOnly onClick={close} />
      </div>
      <dl>
        <dt>Kind</dt>
        <dd>{kindOf(entry)}</dd>
        {!isFolder(entry) && (
          <>
            <dt>Size</dt>
            <dd class="number">{formatSize(entry.size)}</dd>
          </>
        )}
        <dt>Changed</dt>
        <dd class="number">{formatDate(entry.modified)}</dd>
      </dl>
      <div class="actions">
        {isFolder(entry) ? (
          <Button label="Open" icon="folder" look="primary" onClick={() => open(path)} />
        ) : (
          <Button label="Download" icon="download" look="primary" onClick={() => download(path)} />
        )}
        <Button label="Rename" icon="pencil" onClick={() => askForName({ rename: entry })} />
        <Button label="Delete" icon="trash" onClick={() => askToRemove(entry)} />
      </div>
      {failure.value?.path === path && <Failure error={failure.value.error} />}
      {preview.value && <Shown preview={preview.value} entry={entry} />}
    </aside>
  );
}

function close(): void {
  isTold.value = false;
  focusCurrent();
}

/** The browser saves it, and shows how far it is. */
async function download(path: string): Promise<void> {
  failure.value = undefined;
  try {
    const { url } = await askFor<TicketAnswer>(`connections/${connection.value?.id}/download`, { path });
    const link = document.createElement('a');
    link.href = url;
    link.download = '';
    link.click();
  } catch (reason) {
    failure.value = { path, error: errorFrom(reason) };
  }
}

const REASONS = {
  binary: 'This is neither text nor a picture that can be shown.',
  large: 'This picture is too large to be shown here.',
  empty: 'This file is empty.',
} as const;

function Shown({ preview: shown, entry }: { readonly preview: Preview; readonly entry: Entry }): JSX.Element {
  switch (shown.kind) {
    case 'asking':
      return <Spinner label="Reading…" />;
    case 'failed':
      return <Failure error={shown.error} />;
    case 'image':
      return <img class="preview" src={shown.url} alt={entry.name} />;
    case 'none':
      return <p class="muted">{REASONS[shown.reason]}</p>;
    case 'text':
      return (
        <figure>
          <pre class="preview">{shown.text}</pre>
          {shown.truncated && <figcaption class="hint">The beginning of {formatSize(shown.size)}</figcaption>}
        </figure>
      );
  }
}
