/** Which part of the page is in sight; the address bar keeps it, so that Back and a reload work. */
import { signal } from '@preact/signals';

const PLACES = ['connection', 'browse', 'compare'] as const;
export type Place = (typeof PLACES)[number];

export const place = signal<Place>(current());

export function goTo(to: Place): void {
  if (to !== place.value) location.hash = to;
}

addEventListener('hashchange', () => {
  place.value = current();
});

function current(): Place {
  return PLACES.find((one) => location.hash === `#${one}`) ?? 'connection';
}
