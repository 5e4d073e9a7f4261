/** Where one is on the share, and what can be done there. */
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { connection } from '../connection/connection.ts';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { open, path, refresh } from './listing.ts';
import { namesOf } from './paths.ts';
import { askForName } from './questions.tsx';
import { upload } from './transfers.ts';

export function Toolbar(): JSX.Element {
  const picker = useRef<HTMLInputElement>(null);
  return (
    <div class="toolbar">
      <Breadcrumbs />
      <div class="tools">
        <Button label="Refresh" icon="refresh" look="quiet" iconOnly onClick={() => refresh()} />
        <Button label="New folder" icon="newFolder" onClick={() => askForName()} />
        <Button label="Upload" icon="upload" look="primary" onClick={() => picker.current?.click()} />
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          aria-label="Files to upload"
          onChange={({ currentTarget }) => {
            upload(currentTarget.files ?? []);
            currentTarget.value = '';
          }}
        />
      </div>
    </div>
  );
}

function Breadcrumbs(): JSX.Element {
  const names = namesOf(path.value);
  const { share = '' } = connection.value?.form ?? {};
  return (
    <nav aria-label="Folder">
      <ol class="breadcrumbs">
        {['', ...names].map((name, depth) => {
          const folder = `/${names.slice(0, depth).join('/')}`;
          return (
            <li key={folder}>
              {depth > 0 && <Icon name="chevron" />}
              <button
                type="button"
                aria-current={depth === names.length ? 'location' : undefined}
                onClick={() => open(folder, names[depth])}
              >
                {depth === 0 && <Icon name="server" />}
                <bdi>{depth === 0 ? share : name}</bdi>
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
