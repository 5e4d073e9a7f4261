/** Stops the server of this page, when asked twice. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ask, outOfReach } from './api.ts';
import { Button } from './parts/button.tsx';
import { Dialog } from './parts/dialog.tsx';

export function StopButton(): JSX.Element {
  const [isAsked, setAsked] = useState(false);
  const stop = async (): Promise<void> => {
    await ask('stop', {});
    outOfReach.value = 'stopped';
  };
  return (
    <>
      <Button label="Stop smbfs" icon="power" look="quiet" iconOnly onClick={() => setAsked(true)} />
      {isAsked && (
        <Dialog title="Stop smbfs?" onClose={() => setAsked(false)}>
          <p class="muted">It forgets the password and ends what is under way. This page does nothing any more then.</p>
          <div class="actions">
            <Button label="Cancel" onClick={() => setAsked(false)} />
            <Button label="Stop" icon="power" look="danger" onClick={stop} />
          </div>
        </Dialog>
      )}
    </>
  );
}
