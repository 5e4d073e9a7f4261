/** The connection: what it is, whether it works, and how it is used. */
import type { JSX } from 'preact';
import { TestCard } from '../test/test-card.tsx';
import { ConnectionForm } from './connection-form.tsx';
import { Outputs } from './outputs.tsx';

export function ConnectionPanel(): JSX.Element {
  return (
    <div class="connection">
      <ConnectionForm />
      <div class="beside">
        <TestCard />
        <Outputs />
      </div>
    </div>
  );
}
