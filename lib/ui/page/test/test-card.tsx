/** The steps of a connection test, live: the time and the result of each, and what to try when one fails. */
import type { JSX } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { STEP_TITLES } from '../../../diagnosis/test-steps.ts';
import { Failure } from '../parts/failure.tsx';
import { formatMilliseconds } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { readOnly, type Step, type TestRun, testRun } from './test-run.ts';

const OUTCOMES: Readonly<Record<TestRun['state'], string>> = {
  running: 'Testing…',
  passed: 'It works',
  failed: 'It does not work yet',
  cancelled: 'Cancelled',
};

export function TestCard(): JSX.Element {
  const id = useId();
  const card = useRef<HTMLElement>(null);
  const run = testRun.value;
  const isRunning = run?.state === 'running';
  useEffect(() => {
    if (isRunning) card.current?.scrollIntoView({ block: 'start' });
  }, [isRunning]);
  return (
    <section class="card" aria-labelledby={id} ref={card}>
      <div class="heading">
        <h2 id={id}>Test</h2>
        {run && <p class={`outcome ${run.state}`}>{OUTCOMES[run.state]}</p>}
      </div>
      {run ? (
        <Steps run={run} />
      ) : (
        <p class="muted">Test connection tries every step on the way, and says where it ends.</p>
      )}
      {run?.error && <Failure error={run.error} />}
      <label class="checkbox">
        <input
          type="checkbox"
          checked={readOnly.value}
          onChange={({ currentTarget }) => {
            readOnly.value = currentTarget.checked;
          }}
        />
        <span>Read only: leave out what writes</span>
      </label>
    </section>
  );
}

function Steps({ run }: { readonly run: TestRun }): JSX.Element {
  return (
    <ol class="steps">
      {run.steps.map((step) => (
        <StepLine key={step.name} step={step} />
      ))}
    </ol>
  );
}

function StepLine({ step: { name, state, milliseconds, detail, error } }: { readonly step: Step }): JSX.Element {
  return (
    <li class={`step ${state.replace(' ', '-')}`}>
      <span class="state">
        {state === 'done' && <Icon name="check" />}
        {state === 'failed' && <Icon name="close" />}
        {state === 'running' && <span class="spinner" />}
        <span class="unseen">{state}</span>
      </span>
      <span class="title">{STEP_TITLES[name]}</span>
      <span class="time number">{milliseconds === undefined ? '' : formatMilliseconds(milliseconds)}</span>
      {detail !== undefined && detail !== '' && <span class="detail">{detail}</span>}
      {error && <Failure error={error} />}
    </li>
  );
}
