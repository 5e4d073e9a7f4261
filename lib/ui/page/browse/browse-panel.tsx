/** The share, to look around in. */
import type { JSX } from 'preact';
import type { ApiError } from '../../protocol.ts';
import { connection } from '../connection/connection.ts';
import { NotConnected } from '../connection/not-connected.tsx';
import { Button } from '../parts/button.tsx';
import { Failure } from '../parts/failure.tsx';
import { formatCount, formatSize } from '../parts/format.ts';
import { Spinner } from '../parts/spinner.tsx';
import { Details } from './details.tsx';
import { DropZone } from './drop-zone.tsx';
import { count, entries, error, refresh, space, state } from './listing.ts';
import { ListingTable } from './listing-table.tsx';
import { Questions } from './questions.tsx';
import { Toolbar } from './toolbar.tsx';
import { TransferList } from './transfer-list.tsx';

export function BrowsePanel(): JSX.Element {
  if (!connection.value) return <NotConnected what="to see what is on the share" />;
  return (
    <div class="browse">
      <Toolbar />
      <div class="sides">
        <DropZone>
          {error.value ? <Unlisted why={error.value} /> : <ListingTable />}
          <Status />
        </DropZone>
        <Details />
      </div>
      <TransferList />
      <Questions />
    </div>
  );
}

function Unlisted({ why }: { readonly why: ApiError }): JSX.Element {
  return (
    <div class="unlisted">
      <Failure error={why} />
      <Button label="Try again" icon="refresh" onClick={() => refresh()} />
    </div>
  );
}

function Status(): JSX.Element {
  const all = formatCount(entries.value.length, 'entry', 'entries');
  return (
    <div class="status number">
      {state.value === 'listing' ? (
        <Spinner label={`Listing… ${formatCount(count.value, 'entry', 'entries')}`} />
      ) : (
        <p>{error.value ? '' : all}</p>
      )}
      {space.value && (
        <p>
          {formatSize(space.value.available)} of {formatSize(space.value.total)} free
        </p>
      )}
    </div>
  );
}
