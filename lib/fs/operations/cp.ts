/** `cp`: copies a file, a link, or with `recursive` a folder and everything in it; the content stays on the server. */
import { types } from 'node:util';
import { type CpOptions, cpOptions } from '../arguments/cp-options.ts';
import { type CpOperation, type CpStep, type CpTask, copyTree } from '../cp-tree.ts';
import { nodeTypeError } from '../errors/node-errors.ts';
import type { FileSystem } from '../file-system.ts';
import { Limit } from '../limit.ts';
import type { Operation } from '../operation.ts';
import { chmod } from './chmod.ts';
import { copyFile } from './copy-file.ts';
import { mkdir } from './mkdir.ts';
import { readdir } from './readdir.ts';
import { lstat, stat } from './stat.ts';
import { readlink, symlink } from './symlink.ts';
import { unlink } from './unlink.ts';
import { utimes } from './utimes.ts';

/** What the copying is made of. */
const STEPS: Readonly<Record<CpOperation, Operation<unknown>>> = {
  ...{ chmod, copyFile, lstat, mkdir, readdir, readlink, stat, symlink, unlink, utimes },
};

/** `cp(source, destination[, options])` */
export const cp: Operation<void> = (fs, source, destination, given) => {
  const { task, options } = prepare(fs, source, destination, given);
  const limit = new Limit();
  return async () => {
    await run(task, (step) => {
      if (step.kind === 'filter') return options.filter?.(step.source, step.destination);
      return limit.run(() => STEPS[step.name](fs, ...step.args)());
    });
  };
};

/** `cpSync`: `call` is for one synchronous operation of `fs`. */
export function cpSync(
  fs: FileSystem,
  [source, destination, given]: readonly unknown[],
  call: (name: CpOperation, args: readonly unknown[]) => unknown,
): void {
  const { task, options } = prepare(fs, source, destination, given);
  runSync(task, (step) => {
    if (step.kind === 'operation') return call(step.name, step.args);
    const chosen = options.filter?.(step.source, step.destination);
    if (!types.isPromise(chosen)) return chosen;
    throw nodeTypeError(
      'ERR_INVALID_RETURN_VALUE',
      'Expected boolean to be returned from the "filter" function but got an instance of Promise.',
    );
  });
}

function prepare(
  fs: FileSystem,
  source: unknown,
  destination: unknown,
  given: unknown,
): { task: CpTask; options: CpOptions } {
  const options = cpOptions(given);
  const from = fs.path(source, 'src');
  const to = fs.path(destination, 'dest');
  return { task: copyTree(from.text, to.text, options), options };
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
