/** The operations as the faces call them: on this thread's connection, or in the worker where everything is done there. */
import { types } from 'node:util';
import { limited } from '../call-limits.ts';
import { isReferencedHandle } from '../handles/handle-references.ts';
import type { Operation } from '../operation.ts';
import { operations } from '../operations/table.ts';

export const routedOperations: Readonly<Record<string, Operation<unknown>>> = Object.fromEntries(
  Object.entries(operations).map(([name, operation]) => [name, limited(name, routed(name, operation))]),
);

function routed(name: string, operation: Operation<unknown>): Operation<unknown> {
  // What it opens is opened in the worker anyway, and gets its number here.
  if (name === 'open') return operation;
  return (fs, ...args) => {
    const call = operation(fs, ...args);
    const { remote } = fs;
    if (!remote || staysHere(name, args)) return call;
    if (name === 'opendir') return () => remote.openDir(fs.path(args[0]), args[1]);
    return () => remote.run(name, args, signalOf(args));
  };
}

/** Open files know where they are open, data that is still to be made is written to such a file, and functions cannot move. */
function staysHere(name: string, args: readonly unknown[]): boolean {
  const [file, data] = args;
  if (typeof file === 'number' || isReferencedHandle(file)) return true;
  if (name === 'writeFile' || name === 'appendFile') return typeof data !== 'string' && !types.isArrayBufferView(data);
  return args.some((one) => isOptions(one) && Object.values(one).some((value) => typeof value === 'function'));
}

function signalOf(args: readonly unknown[]): AbortSignal | undefined {
  const options = args.at(-1);
  return isOptions(options) ? (options as { signal?: AbortSignal }).signal : undefined;
}

function isOptions(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
}
