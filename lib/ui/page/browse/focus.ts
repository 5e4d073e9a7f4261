/** Where the keys go when what had the focus is gone. */

/** The id of the listing. */
export const LISTING = 'listing';

export function focusListing(): void {
  document.getElementById(LISTING)?.focus();
}

/** The current entry gets the focus, or the listing where there is none. */
export function focusCurrent(): void {
  const current = document.querySelector<HTMLElement>(`#${LISTING} .current button`);
  if (current) current.focus();
  else focusListing();
}
