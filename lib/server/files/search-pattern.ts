/** Search patterns of listings, DOS wildcards among them.  [MS-FSA] 2.1.4.4 */
import { foldCase } from './namespace.ts';

/** Whether a pattern can only mean everything; `*.*` is an old spelling of it. */
export function matchesAll(pattern: string): boolean {
  return pattern === '*' || pattern === '*.*' || pattern === '';
}

/**
 * A test of names. `*` is any characters, `?` one; `<` any characters, but none behind the last period when it begins before it, `>` one character, or none at
 * the end or before a period; `"` a period, or nothing at the end.
 */
export function searchPattern(pattern: string, caseSensitive: boolean): (name: string) => boolean {
  if (matchesAll(pattern)) return () => true;
  const fold = caseSensitive ? (text: string): string => text : foldCase;
  const wanted = fold(pattern);
  return (name) => matches(wanted, fold(name));
}

/** Which parts of the pattern may come next, after each character of the name: linear in both, whatever the pattern. */
function matches(pattern: string, name: string): boolean {
  const lastPeriod = name.lastIndexOf('.');
  let states = skipEmpty(new Set([0]), pattern, name, 0);
  for (let at = 0; at < name.length; at++) {
    const next = new Set<number>();
    const character = name.charAt(at);
    for (const state of states) {
      switch (pattern.charAt(state)) {
        case '*':
          next.add(state);
          break;
        case '<':
          next.add(at === lastPeriod ? state + 1 : state);
          break;
        case '?':
          next.add(state + 1);
          break;
        case '>':
          if (character !== '.') next.add(state + 1);
          break;
        case '"':
          if (character === '.') next.add(state + 1);
          break;
        case character:
          next.add(state + 1);
          break;
        default:
      }
    }
    if (next.size === 0) return false;
    states = skipEmpty(next, pattern, name, at + 1);
  }
  return states.has(pattern.length);
}

/** Adds what follows those parts of the pattern that may stand for nothing, `at` being where the name has been read to. */
function skipEmpty(states: Set<number>, pattern: string, name: string, at: number): Set<number> {
  // A set is walked in the order of insertion, what is added meanwhile included.
  for (const state of states) {
    const part = pattern.charAt(state);
    const end = at === name.length;
    if (part === '*' || part === '<') states.add(state + 1);
    else if (part === '>' && (end || name.charAt(at) === '.')) states.add(state + 1);
    else if (part === '"' && end) states.add(state + 1);
  }
  return states;
}
