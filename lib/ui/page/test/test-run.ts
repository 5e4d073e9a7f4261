/** A test of the connection: its steps, as the server tells of them. */
import { signal } from '@preact/signals';
import { STEP_TITLES, type TestStepName } from '../../../diagnosis/test-steps.ts';
import type { ApiError, TestEvent } from '../../protocol.ts';
import { ApiFailure, askForLines, errorFrom } from '../api.ts';
import { connect } from '../connection/connection.ts';
import { announce } from '../parts/announcer.tsx';

export interface Step {
  readonly name: TestStepName;
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'left out';
  readonly milliseconds?: number;
  readonly detail?: string;
  readonly error?: ApiError;
}

export interface TestRun {
  readonly state: 'running' | 'passed' | 'failed' | 'cancelled';
  readonly steps: readonly Step[];
  /** What went wrong beside the steps. */
  readonly error?: ApiError;
}

/** The latest; undefined before the first. */
export const testRun = signal<TestRun | undefined>(undefined);

/** Leaves out what writes. */
export const readOnly = signal(false);

let stop = new AbortController();

/** Tests what is in the form. A form that is wrong is marked, and nothing is tested. */
export async function startTest(): Promise<void> {
  stop.abort();
  const mine = new AbortController();
  stop = mine;
  const show = (run: TestRun): void => {
    if (stop === mine) testRun.value = run;
  };
  show({ state: 'running', steps: [] });
  let steps: readonly Step[] = [];
  try {
    const { id } = await connect();
    mine.signal.throwIfAborted();
    const request = { readOnly: readOnly.value };
    for await (const event of askForLines<TestEvent>(`connections/${id}/test`, request, mine.signal)) {
      steps = after(steps, event);
      show({ state: 'running', steps });
    }
    const failed = steps.find(({ state }) => state === 'failed');
    show({ state: failed ? 'failed' : 'passed', steps: ended(steps) });
    announce(failed ? `${STEP_TITLES[failed.name]} failed: ${failed.error?.message}` : 'The connection works');
  } catch (error) {
    if (mine.signal.aborted) {
      show({ state: 'cancelled', steps: ended(steps) });
      announce('The test is cancelled');
    } else if (error instanceof ApiFailure && error.error.problems) {
      if (stop === mine) testRun.value = undefined;
    } else {
      show({ state: 'failed', steps: ended(steps), error: errorFrom(error) });
    }
  }
}

/** The server stops where it is, and removes what it has written. */
export function stopTest(): void {
  stop.abort();
}

function after(steps: readonly Step[], event: TestEvent): readonly Step[] {
  if ('plan' in event) return event.plan.map((name) => ({ name, state: 'waiting' }));
  const { step: name, ...rest } = event;
  return steps.map((step) => (step.name === name ? { name, ...rest } : step));
}

/** What has not come to its end never will. */
function ended(steps: readonly Step[]): readonly Step[] {
  return steps.map((step) =>
    step.state === 'waiting' || step.state === 'running' ? { name: step.name, state: 'left out' } : step,
  );
}
