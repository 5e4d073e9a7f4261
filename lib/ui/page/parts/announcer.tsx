/** What a screen reader is told while things happen elsewhere on the page. */
import { signal } from '@preact/signals';
import type { JSX } from 'preact';

const message = signal('');

/** Says one sentence once what is being said has come to its end. */
export function announce(sentence: string): void {
  message.value = sentence;
}

export function Announcer(): JSX.Element {
  return (
    <p class="unseen" role="status" aria-live="polite">
      {message}
    </p>
  );
}
