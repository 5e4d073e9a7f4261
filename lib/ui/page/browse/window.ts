/** Which rows of a long list are in sight. */
import { useEffect, useState } from 'preact/hooks';

/** Rows that are kept on either side of those in sight, so that nothing flickers. */
const SPARE = 8;

export interface RowWindow {
  readonly first: number;
  /** The one behind the last. */
  readonly end: number;
  /** Rows that are in sight at once. */
  readonly page: number;
}

/** Follows the scrolling of `scroller` through `count` rows. */
export function useRowWindow(scroller: { readonly current: HTMLElement | null }, count: number): RowWindow {
  const [{ top, page }, setPlace] = useState({ top: 0, page: 20 });
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const look = (): void => {
      const row = rowHeight(element);
      const top = Math.floor(element.scrollTop / row);
      const page = Math.max(1, Math.ceil(element.clientHeight / row) - 1);
      setPlace((before) => (before.top === top && before.page === page ? before : { top, page }));
    };
    const resized = new ResizeObserver(look);
    resized.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      resized.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [scroller]);
  const end = Math.min(count, top + page + SPARE);
  return { first: Math.max(0, Math.min(top, end - page) - SPARE), end, page };
}

/** Folders whose beginning has been brought into sight, by the element that shows them. */
const begun = new WeakMap<HTMLElement, string>();

/** Brings a row into sight, below the head of the table, which is as high as a row; a folder that is new begins at its top. */
export function showRow(element: HTMLElement, folder: string, index: number): void {
  if (begun.get(element) !== folder) element.scrollTop = 0;
  begun.set(element, folder);
  if (index < 0) return;
  const row = rowHeight(element);
  const highest = index * row;
  const lowest = highest + 2 * row - element.clientHeight;
  if (element.scrollTop > highest) element.scrollTop = highest;
  else if (element.scrollTop < lowest) element.scrollTop = lowest;
}

/** Pixels: the styles give every row the same height. */
function rowHeight(element: HTMLElement): number {
  return Number.parseFloat(getComputedStyle(element).getPropertyValue('--row'));
}
