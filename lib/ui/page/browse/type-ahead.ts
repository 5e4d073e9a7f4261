/** Letters that are typed one after the other lead to the entry that begins with them. */
import { current, entries } from './listing.ts';

/** A pause of so long begins another word. */
const PAUSE_MS = 800;

let word = '';
let last = 0;

/** The next letter begins another word. */
export function endWord(): void {
  word = '';
}

/** The index of the entry that `letter` leads to; where none begins so, the current one. */
export function typed(letter: string): number {
  const now = performance.now();
  word = (now - last > PAUSE_MS ? '' : word) + letter.toLocaleLowerCase();
  last = now;
  const all = entries.value;
  // The first letter goes on to the next entry that begins with it; more of them stay where they fit.
  const from = Math.max(0, current.value + (word.length === 1 ? 1 : 0));
  for (let i = 0; i < all.length; i++) {
    const index = (from + i) % all.length;
    if (all[index]?.name.toLocaleLowerCase().startsWith(word)) return index;
  }
  return current.value;
}
