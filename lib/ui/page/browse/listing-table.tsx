/** The listing: a table of which only the rows in sight exist, walked with the arrow keys. */
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { formatDate, formatSize } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { focusListing, LISTING } from './focus.ts';
import { iconOf } from './kinds.ts';
import {
  choose,
  current,
  currentEntry,
  entries,
  isTold,
  open,
  order,
  orderBy,
  path,
  pathOf,
  state,
} from './listing.ts';
import { type Column, type Entry, isFolder } from './order.ts';
import { namesOf, parentOf } from './paths.ts';
import { askForName, askToRemove } from './questions.tsx';
import { endWord, typed } from './type-ahead.ts';
import { showRow, useRowWindow } from './window.ts';

const COLUMNS: readonly { readonly by: Column; readonly title: string }[] = [
  { by: 'name', title: 'Name' },
  { by: 'size', title: 'Size' },
  { by: 'modified', title: 'Changed' },
];

export function ListingTable(): JSX.Element {
  const scroller = useRef<HTMLElement>(null);
  const rows = entries.value;
  const folder = path.value;
  const at = current.value;
  const { first, end, page } = useRowWindow(scroller, rows.length);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    showRow(element, folder, at);
    if (element.contains(document.activeElement)) element.querySelector<HTMLElement>('.current button')?.focus();
  }, [folder, at]);
  return (
    <section
      id={LISTING}
      class="scroller"
      ref={scroller}
      tabIndex={-1}
      aria-label={`Contents of ${folder}`}
      onKeyDown={(event) => onKey(event, page)}
    >
      <table class="listing" aria-rowcount={rows.length + 1} aria-busy={state.value === 'listing'}>
        <Head />
        <tbody>{rowsIn(rows, first, end, at)}</tbody>
      </table>
    </section>
  );
}

/** The rows in sight, and the current one, which may have the focus, wherever it is; between them, room for the others. */
function rowsIn(rows: readonly Entry[], first: number, end: number, at: number): JSX.Element[] {
  const indices = Array.from({ length: end - first }, (_, i) => first + i);
  if (at >= 0 && at < first) indices.unshift(at);
  if (at >= end) indices.push(at);
  const elements: JSX.Element[] = [];
  let next = 0;
  for (const index of indices) {
    const entry = rows[index];
    if (!entry) continue;
    if (index > next) elements.push(<Gap key={`gap ${next > 0}`} rows={index - next} />);
    elements.push(
      <Row
        key={`entry ${entry.name}`}
        entry={entry}
        index={index}
        isCurrent={index === at}
        isReached={index === at || (at < 0 && index === 0)}
      />,
    );
    next = index + 1;
  }
  if (rows.length > next) elements.push(<Gap key="rest" rows={rows.length - next} />);
  return elements;
}

function Head(): JSX.Element {
  const { by: ordered, descending } = order.value;
  return (
    <thead>
      <tr aria-rowindex={1}>
        {COLUMNS.map(({ by, title }) => (
          <th
            key={by}
            class={by}
            scope="col"
            aria-sort={by !== ordered ? 'none' : descending ? 'descending' : 'ascending'}
          >
            <button type="button" onClick={() => orderBy(by)}>
              {title}
              {by === ordered && <Icon name={descending ? 'down' : 'up'} />}
            </button>
          </th>
        ))}
        <th class="more" scope="col">
          <span class="unseen">Details</span>
        </th>
      </tr>
    </thead>
  );
}

/** Stands for rows that are out of sight. */
function Gap({ rows }: { readonly rows: number }): JSX.Element {
  return <tr class="gap" style={{ height: `calc(${rows} * var(--row))` }} />;
}

interface RowProps {
  readonly entry: Entry;
  readonly index: number;
  readonly isCurrent: boolean;
  /** The Tab key comes here. */
  readonly isReached: boolean;
}

function Row({ entry, index, isCurrent, isReached }: RowProps): JSX.Element {
  const { name, size, modified } = entry;
  const shownSize = isFolder(entry) ? '' : formatSize(size);
  const shownDate = formatDate(modified);
  return (
    <tr aria-rowindex={index + 2} class={isCurrent ? 'current' : undefined} onClick={() => enter(index, entry)}>
      <td class="name">
        <button type="button" tabIndex={isReached ? 0 : -1} aria-current={isCurrent} onFocus={() => choose(index)}>
          <Icon name={iconOf(entry)} />
          <span class="words">
            <bdi class="title">{name}</bdi>
            <span class="hint number">{[shownSize, shownDate].filter(Boolean).join(' · ')}</span>
          </span>
        </button>
      </td>
      <td class="size number">{shownSize}</td>
      <td class="modified number">{shownDate}</td>
      <td class="more">
        <button
          type="button"
          class="button quiet icon-only"
          tabIndex={-1}
          aria-label={`Details of ${name}`}
          onClick={(event) => {
            event.stopPropagation();
            tell(index);
          }}
        >
          <Icon name="more" />
        </button>
      </td>
    </tr>
  );
}

/** A folder is opened, and of anything else is told. */
function enter(index: number, entry: Entry): void {
  if (isFolder(entry)) {
    focusListing(); // The row that has the focus goes.
    open(pathOf(entry));
  } else {
    tell(index);
  }
}

function tell(index: number): void {
  choose(index);
  isTold.value = true;
}

function goUp(): void {
  if (path.value === '/') return;
  focusListing();
  open(parentOf(path.value), namesOf(path.value).at(-1));
}

/** Enter is a click on the button that has the focus. */
function onKey(event: KeyboardEvent, page: number): void {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || (target instanceof Element && target.closest('thead'))) return;
  const entry = currentEntry.value;
  const to = destination(key, page);
  const isLetter = key.length === 1 && key !== ' ' && !event.altKey;
  if (!isLetter) endWord();
  if (to !== undefined) choose(Math.max(0, Math.min(entries.value.length - 1, to)));
  else if (key === 'Backspace' || (key === 'ArrowUp' && event.altKey)) goUp();
  else if (key === 'Escape') isTold.value = false;
  else if (key === ' ' && entry) tell(current.value);
  else if (key === 'F2' && entry) askForName({ rename: entry });
  else if (key === 'Delete' && entry) askToRemove(entry);
  else if (isLetter) choose(typed(key));
  else return;
  event.preventDefault();
}

/** The row that a key leads to. */
function destination(key: string, page: number): number | undefined {
  const at = current.value;
  switch (key) {
    case 'ArrowDown':
      return at + 1;
    case 'ArrowUp':
      return at - 1;
    case 'PageDown':
      return at + page;
    case 'PageUp':
      return at - page;
    case 'Home':
      return 0;
    case 'End':
      return entries.value.length - 1;
    default:
      return undefined;
  }
}
