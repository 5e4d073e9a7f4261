/** `ignore`, an option of `watch`: what is not told of. */
import { types } from 'node:util';
import { invalidArgType, invalidArgValue } from '../errors/node-errors.ts';
import { makeMatcher } from '../matcher.ts';

/** Asked about a name below what is watched, with slashes between its parts. */
export type NameTest = (name: string) => boolean;

/** Glob patterns, which match a last part where they have no slash, regular expressions and functions, alone or in a list. */
export function ignoreOption(given: unknown): NameTest {
  if (given === undefined || given === null) return () => false;
  const tests = Array.isArray(given)
    ? given.map((one, index) => nameTest(one, `options.ignore[${index}]`))
    : [nameTest(given, 'options.ignore')];
  return (name) => tests.some((test) => test(name));
}

function nameTest(given: unknown, argument: string): NameTest {
  if (typeof given === 'string') {
    if (given === '') throw invalidArgValue(argument, given, 'must be a non-empty string');
    const matcher = makeMatcher(given, { matchBase: true });
    return (name) => matcher.match(name);
  }
  if (types.isRegExp(given)) return (name) => given.exec(name) !== null;
  if (typeof given === 'function') return (name) => Boolean(given(name));
  throw invalidArgType(argument, ['string', 'RegExp', 'Function'], given);
}
