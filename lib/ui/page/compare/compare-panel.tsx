/** DirectTCP against NetBIOS on this share. */
import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import { connection } from '../connection/connection.ts';
import { defaults } from '../connection/form.ts';
import { NotConnected } from '../connection/not-connected.tsx';
import { Button } from '../parts/button.tsx';
import { Failure } from '../parts/failure.tsx';
import { formatSize } from '../parts/format.ts';
import { Chart } from './chart.tsx';
import { type Comparison, comparison, NAMES, startComparison, stopComparison } from './comparison.ts';
import { save } from './export.ts';
import { Figures } from './figures.tsx';

const KIB = 1024;
const MIB = 1024 * KIB;
const SIZES: readonly number[] = [64 * KIB, MIB, 16 * MIB, 64 * MIB];
const MAX_PORT = 65_535;

const sizes = signal<readonly number[]>([64 * KIB, MIB, 16 * MIB]);
const rounds = signal(3);
const otherPort = signal('');

export function ComparePanel(): JSX.Element {
  const id = useId();
  const now = comparison.value;
  if (!connection.value) return <NotConnected what="to compare the transports on the share" />;
  return (
    <div class="compare">
      <section class="card" aria-labelledby={id}>
        <h2 id={id}>DirectTCP or NetBIOS?</h2>
        <p class="muted">
          Files of these sizes are written to the share and read back over either transport. They are removed
          afterwards.
        </p>
        <Settings isRunning={now?.state === 'running'} />
      </section>
      {now && <Results comparison={now} />}
    </div>
  );
}

function Settings({ isRunning }: { readonly isRunning: boolean }): JSX.Element {
  const id = useId();
  const other = connection.value?.form.transport === 'netbios' ? 'directtcp' : 'netbios';
  const port = Number(otherPort.value);
  const isWrong = otherPort.value !== '' && !(Number.isInteger(port) && port > 0 && port <= MAX_PORT);
  return (
    <form
      class="fields"
      onSubmit={(event) => {
        event.preventDefault();
        if (isWrong || sizes.value.length === 0) return;
        const request = { path: '/', sizes: sizes.value, rounds: rounds.value };
        startComparison(otherPort.value === '' ? request : { ...request, otherPort: port });
      }}
    >
      <fieldset class="choices">
        <legend>Sizes</legend>
        <div class="options">
          {SIZES.map((size) => (
            <label key={size} class="checkbox">
              <input type="checkbox" checked={sizes.value.includes(size)} onChange={() => toggle(size)} />
              <span>{formatSize(size)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <div class="pair">
        <div class="field">
          <label for={`${id}-rounds`}>Best of</label>
          <div class="control select">
            <select
              id={`${id}-rounds`}
              value={rounds.value}
              onChange={({ currentTarget }) => {
                rounds.value = Number(currentTarget.value);
              }}
            >
              {[1, 3, 5, 10].map((one) => (
                <option key={one} value={one}>
                  {one === 1 ? '1 round' : `${one} rounds`}
                </option>
              ))}
            </select>
          </div>
        </div>
        <div class="field">
          <label for={`${id}-port`}>{`Port of ${NAMES[other]}`}</label>
          <div class="control">
            <input
              id={`${id}-port`}
              type="text"
              inputMode="numeric"
              autocomplete="off"
              value={otherPort.value}
              placeholder={`${defaults.value?.defaultPorts[other] ?? ''}`}
              aria-invalid={isWrong}
              aria-describedby={isWrong ? `${id}-told` : undefined}
              onInput={({ currentTarget }) => {
                otherPort.value = currentTarget.value;
              }}
            />
          </div>
          {isWrong && (
            <p id={`${id}-told`} class="problem">
              A port is a number from 1 to {MAX_PORT}
            </p>
          )}
        </div>
      </div>
      <div class="actions">
        {isRunning ? (
          <Button label="Cancel" icon="close" onClick={stopComparison} />
        ) : (
          <button type="submit" class="button primary" disabled={sizes.value.length === 0}>
            Compare
          </button>
        )}
      </div>
    </form>
  );
}

function toggle(size: number): void {
  const others = sizes.value.filter((one) => one !== size);
  sizes.value = others.length < sizes.value.length ? others : [...others, size].toSorted((a, b) => a - b);
}

const OUTCOMES: Readonly<Record<Comparison['state'], string>> = {
  running: 'Measuring…',
  done: 'Done',
  cancelled: 'Cancelled',
  failed: 'Failed',
};

function Results({ comparison: shown }: { readonly comparison: Comparison }): JSX.Element {
  const id = useId();
  const { state, through, all, failures, error, figures } = shown;
  return (
    <section class="card" aria-labelledby={id}>
      <div class="heading">
        <h2 id={id}>Throughput</h2>
        <p class={`outcome ${state === 'done' ? 'passed' : state}`}>{OUTCOMES[state]}</p>
      </div>
      {state === 'running' && <progress aria-label="The comparison" max={all} value={through} />}
      {failures.map((failure) => (
        <div key={failure.transport}>
          <h3>{NAMES[failure.transport]}</h3>
          <Failure error={failure.error} />
        </div>
      ))}
      {error && <Failure error={error} />}
      <div class="results">
        <Chart comparison={shown} />
        <Figures comparison={shown} />
      </div>
      <div class="actions">
        <Button
          label="Save as CSV"
          icon="download"
          onClick={() => save(shown, 'csv')}
          disabled={figures.length === 0}
        />
        <Button
          label="Save as JSON"
          icon="download"
          onClick={() => save(shown, 'json')}
          disabled={figures.length === 0}
        />
      </div>
    </section>
  );
}
