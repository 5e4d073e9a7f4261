/** What is asked before something is made, renamed or deleted. */
import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ApiError } from '../../protocol.ts';
import { ask, errorFrom } from '../api.ts';
import { connection } from '../connection/connection.ts';
import { announce } from '../parts/announcer.tsx';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Failure } from '../parts/failure.tsx';
import { focusCurrent } from './focus.ts';
import { current, entries, path, pathOf, refresh } from './listing.ts';
import { type Entry, isFolder } from './order.ts';
import { childOf, whyNotName } from './paths.ts';

type Question =
  | { readonly name: 'new folder' }
  | { readonly name: 'rename'; readonly entry: Entry }
  | { readonly name: 'remove'; readonly entry: Entry };

const question = signal<Question | undefined>(undefined);

/** For a new folder here, or a new name of an entry. */
export function askForName({ rename }: { readonly rename?: Entry } = {}): void {
  question.value = rename ? { name: 'rename', entry: rename } : { name: 'new folder' };
}

export function askToRemove(entry: Entry): void {
  question.value = { name: 'remove', entry };
}

export function Questions(): JSX.Element | null {
  const asked = question.value;
  if (!asked) return null;
  if (asked.name === 'remove') return <RemoveDialog entry={asked.entry} />;
  if (asked.name === 'rename') return <NameDialog entry={asked.entry} />;
  return <NameDialog />;
}

function close(): void {
  question.value = undefined;
}

/** The row that was asked about may be gone, and the focus with it. */
async function refreshed(name?: string): Promise<void> {
  await refresh(name);
  if (document.activeElement === document.body) focusCurrent();
}

/** What the server was asked to do, and what it said. */
function useRequest(): [
  error: ApiError | undefined,
  isBusy: boolean,
  run: (work: () => Promise<void>) => Promise<void>,
] {
  const [error, setError] = useState<ApiError>();
  const [isBusy, setBusy] = useState(false);
  const run = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      await work();
    } catch (reason) {
      setError(errorFrom(reason));
    }
    setBusy(false);
  };
  return [error, isBusy, run];
}

function route(action: 'mkdir' | 'rename' | 'remove'): string {
  return `connections/${connection.value?.id}/${action}`;
}

function NameDialog({ entry }: { readonly entry?: Entry }): JSX.Element {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [name, setName] = useState(entry?.name ?? '');
  const [problem, setProblem] = useState<string>();
  const [error, isBusy, run] = useRequest();
  useLayoutEffect(() => {
    input.current?.select();
  }, []);
  const submit = (): void => {
    const wrong = whyNotName(name);
    setProblem(wrong);
    if (wrong !== undefined) return;
    run(async () => {
      const to = childOf(path.value, name);
      if (entry) await ask(route('rename'), { from: pathOf(entry), to });
      else await ask(route('mkdir'), { path: to });
      close();
      announce(entry ? `Renamed to ${name}` : `Folder ${name} is made`);
      await refreshed(name);
    });
  };
  return (
    <Dialog title={entry ? 'Rename' : 'New folder'} onClose={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <div class="field">
          <label for={id}>{entry ? 'New name' : 'Name'}</label>
          <div class="control">
            <input
              ref={input}
              id={id}
              type="text"
              value={name}
              autocomplete="off"
              spellcheck={false}
              aria-invalid={problem !== undefined}
              aria-describedby={problem === undefined ? undefined : `${id}-told`}
              onInput={({ currentTarget }) => setName(currentTarget.value)}
            />
          </div>
          {problem !== undefined && (
            <p id={`${id}-told`} class="problem">
              {problem}
            </p>
          )}
        </div>
        {error && <Failure error={error} />}
        <div class="actions">
          <Button label="Cancel" onClick={close} />
          <button type="submit" class="button primary" disabled={isBusy}>
            {entry ? 'Rename' : 'Make the folder'}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function RemoveDialog({ entry }: { readonly entry: Entry }): JSX.Element {
  const [error, isBusy, run] = useRequest();
  const isFull = error?.code === 'ENOTEMPTY';
  const remove = (): Promise<void> =>
    run(async () => {
      await ask(route('remove'), { path: pathOf(entry), recursive: isFull });
      // Whoever deletes goes on with what comes next.
      const next = entries.value[current.value + 1] ?? entries.value[current.value - 1];
      close();
      announce(`${entry.name} is deleted`);
      await refreshed(next?.name);
    });
  return (
    <Dialog title={isFolder(entry) ? 'Delete this folder?' : 'Delete this file?'} onClose={close}>
      <p class="subject">
        <bdi>{entry.name}</bdi>
      </p>
      {isFull ? (
        <p>It is not empty. Everything in it would be deleted too.</p>
      ) : (
        <p class="muted">What is deleted on a share does not come back.</p>
      )}
      {error && !isFull && <Failure error={error} />}
      <div class="actions">
        <Button label="Cancel" onClick={close} />
        <Button
          label={isFull ? 'Delete everything' : 'Delete'}
          look="danger"
          icon="trash"
          onClick={remove}
          disabled={isBusy}
        />
      </div>
    </Dialog>
  );
}
