/** What is said when the server of this page is gone. */
import type { JSX } from 'preact';
import { Logo } from './parts/logo.tsx';

const WORDS = {
  stopped: { title: 'smbfs has stopped', hint: 'Start it again to go on:' },
  token: {
    title: 'This page belongs to another start of smbfs',
    hint: 'Open the address that it printed, or start it again:',
  },
} as const;

export function OutOfReach({ why }: { readonly why: keyof typeof WORDS }): JSX.Element {
  const { title, hint } = WORDS[why];
  return (
    <main class="out-of-reach" aria-live="assertive">
      <Logo />
      <h1>{title}</h1>
      <p class="muted">{hint}</p>
      <pre>
        <code>smbfs ui</code>
      </pre>
    </main>
  );
}
