/** Stands where a connection is needed and there is none. */
import type { JSX } from 'preact';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { goTo } from '../place.ts';

export function NotConnected({ what }: { readonly what: string }): JSX.Element {
  return (
    <div class="not-connected">
      <Icon name="link" />
      <p>Fill in the connection {what}.</p>
      <Button label="To the connection" look="primary" onClick={() => goTo('connection')} />
    </div>
  );
}
