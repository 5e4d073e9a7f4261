/** Takes the steps of `cp`, with promises or without. */
import { types } from 'node:util';
import type { CpOptions } from './arguments/cp-options.ts';
import type { CpOperation, CpStep, CpTask } from './cp-tree.ts';
import { nodeTypeError } from './errors/node-errors.ts';
import { Limit } from './limit.ts';

/** One operation of `fs`. */
export type CpCall<R> = (name: CpOperation, args: readonly unknown[]) => R;

/** Copies with operations that give promises, several at a time. */
export async function runCp(task: CpTask, { filter }: CpOptions, call: CpCall<Promise<unknown>>): Promise<void> {
  const limit = new Limit();
  await run(task, (step) => {
    if (step.kind === 'filter') return filter?.(step.source, step.destination);
    return limit.run(() => call(step.name, step.args));
  });
}

/** Copies with operations that do their work at once, so that a filter must answer at once too. */
export function runCpSync(task: CpTask, { filter }: CpOptions, call: CpCall<unknown>): void {
  runSync(task, (step) => {
    if (step.kind === 'operation') return call(step.name, step.args);
    const chosen = filter?.(step.source, step.destination);
    if (!types.isPromise(chosen)) return chosen;
    throw nodeTypeError(
      'ERR_INVALID_RETURN_VALUE',
      'Expected boolean to be returned from the "filter" function but got an instance of Promise.',
    );
  });
}

type SingleStep = Exclude<CpStep, { kind: 'all' }>;

async function run(task: CpTask, perform: (step: SingleStep) => unknown): Promise<unknown> {
  let next = task.next();
  while (!next.done) {
    const step = next.value;
    try {
      const result = await (step.kind === 'all' ? runAll(step.tasks, perform) : perform(step));
      next = task.next(result);
    } catch (error) {
      next = task.throw(error);
    }
  }
  return next.value;
}

/** All are done before the first failure counts, so that nothing runs any more when the copying has failed. */
async function runAll(tasks: readonly CpTask[], perform: (step: SingleStep) => unknown): Promise<unknown[]> {
  const settled = await Promise.allSettled(tasks.map((task) => run(task, perform)));
  return settled.map((each) => {
    if (each.status === 'rejected') throw each.reason;
    return each.value;
  });
}

function runSync(task: CpTask, perform: (step: SingleStep) => unknown): unknown {
  let next = task.next();
  while (!next.done) {
    const step = next.value;
    try {
      next = task.next(step.kind === 'all' ? step.tasks.map((each) => runSync(each, perform)) : perform(step));
    } catch (error) {
      next = task.throw(error);
    }
  }
  return next.value;
}
