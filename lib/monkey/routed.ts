/** Members of `fs` that go where their arguments say. */
import type { FreeFunction } from '../fs/faces/callbacks.ts';
import type { Territory } from '../fs/territory.ts';
import { byStream, destinationOf } from './destinations.ts';

/** Members of `fs`, or of `fs.promises`. */
export type Members = Readonly<Record<string, unknown>>;
export type Methods = Readonly<Record<string, FreeFunction>>;

/** What answers, and who decides. */
export interface Sides {
  readonly bounds: Territory;
  /** The share's functions. */
  readonly share: Members;
  /** The functions that were there before. */
  readonly local: Members;
  /** What is done from one side to the other. */
  readonly crossings: Methods;
}

const METHOD = /^[a-z]/;
const STREAM = /^(?:File)?(?:Read|Write)Stream$/;

/** The methods of `fs` or `fs.promises`, and its classes of streams; the rest is not looked at: node warns of some of it. */
export function membersOf(fs: object): Members {
  const names = Object.keys(fs).filter((name) => METHOD.test(name) || STREAM.test(name));
  return Object.fromEntries(names.map((name) => [name, Reflect.get(fs, name)]));
}

/** What both sides have, made to choose; the rest is left out. */
export function routedModule(sides: Sides): Methods {
  const module: Record<string, FreeFunction> = {};
  for (const name of Object.keys(sides.local)) {
    const [local, share] = [sides.local[name], sides.share[name]];
    if (typeof local !== 'function' || typeof share !== 'function') continue;
    if (METHOD.test(name)) module[name] = routedMethod(name, local as FreeFunction, share as FreeFunction, sides);
    else if (STREAM.test(name)) module[name] = routedStream(local as FreeFunction, share as FreeFunction, sides);
  }
  return module;
}

function routedMethod(name: string, local: FreeFunction, share: FreeFunction, sides: Sides): FreeFunction {
  // No arrow function: programs have been seen to call `createReadStream` with `new`.
  const method = function routed(...args: unknown[]): unknown {
    const destination = destinationOf(name, sides.bounds, args);
    if (destination === 'across') return sides.crossings[name]?.(...args);
    return (destination === 'share' ? share : local)(...args);
  };
  for (const key of Reflect.ownKeys(local)) {
    const property = Object.getOwnPropertyDescriptor(local, key);
    const [own, there] = [Reflect.get(local, key), Reflect.get(share, key)];
    if (!property || key === 'prototype') continue;
    // Such as `realpath.native`, and what `util.promisify` takes.
    const isFork = typeof own === 'function' && typeof there === 'function';
    const value = isFork ? { value: routedMethod(name, own, there, sides) } : {};
    Object.defineProperty(method, key, { ...property, ...value });
  }
  return method;
}

/**
 * A stream class that makes the share's streams for what is there. `instanceof` takes both for its own: the share's inherit from
 * node's. A class derived from it stays itself, and works on the share's files by node's means.
 */
function routedStream(local: FreeFunction, share: FreeFunction, { bounds, share: functions }: Sides): FreeFunction {
  const derived = (args: unknown[]): unknown[] => [args[0], withFunctions(args[1], functions)];
  const stream: FreeFunction = new Proxy(local, {
    construct(_, args, newTarget): object {
      if (byStream(bounds, args) !== 'share') return Reflect.construct(local, args, newTarget);
      return newTarget === stream ? Reflect.construct(share, args) : Reflect.construct(local, derived(args), newTarget);
    },
    apply(_, that, args): unknown {
      if (!(that instanceof local)) return Reflect.construct(stream, args);
      return Reflect.apply(local, that, byStream(bounds, args) === 'share' ? derived(args) : args);
    },
  });
  return stream;
}

/** The options of a stream with the functions that it is to use. */
function withFunctions(options: unknown, fs: Members): object {
  return typeof options === 'string' ? { encoding: options, fs } : { ...(options as object | null), fs };
}
