/** The page: its head, its three parts, and what is said when its server is gone. */
import type { ComponentChildren, JSX } from 'preact';
import { outOfReach } from './api.ts';
import { BrowsePanel } from './browse/browse-panel.tsx';
import { ComparePanel } from './compare/compare-panel.tsx';
import { connection } from './connection/connection.ts';
import { ConnectionPanel } from './connection/connection-panel.tsx';
import { form } from './connection/form.ts';
import { OutOfReach } from './out-of-reach.tsx';
import { Announcer } from './parts/announcer.tsx';
import { Icon } from './parts/icon.tsx';
import { Logo } from './parts/logo.tsx';
import { type Tab, Tabs } from './parts/tabs.tsx';
import { ThemeSwitch } from './parts/theme.tsx';
import { goTo, type Place, place } from './place.ts';
import { StopButton } from './stop-button.tsx';

const TABS: readonly Tab<Place>[] = [
  { name: 'connection', label: 'Connection', icon: 'link' },
  { name: 'browse', label: 'Browse', icon: 'folder' },
  { name: 'compare', label: 'Compare', icon: 'bars' },
];

export function App(): JSX.Element {
  if (outOfReach.value) return <OutOfReach why={outOfReach.value} />;
  return (
    <>
      <header class="head">
        <h1>
          <Logo />
          <span>smbfs</span>
        </h1>
        <Tabs label="Parts of this page" tabs={TABS} chosen={place.value} onChoose={goTo} />
        <div class="tools">
          <Connected />
          <ThemeSwitch />
          <StopButton />
        </div>
      </header>
      <main>
        <Panel of="connection">{form.value && <ConnectionPanel />}</Panel>
        <Panel of="browse">{place.value === 'browse' && <BrowsePanel />}</Panel>
        <Panel of="compare">
          <ComparePanel />
        </Panel>
      </main>
      <Announcer />
    </>
  );
}

function Panel({ of, children }: { readonly of: Place; readonly children: ComponentChildren }): JSX.Element {
  return (
    <div class="panel" role="tabpanel" id={`panel-${of}`} aria-labelledby={`tab-${of}`} hidden={place.value !== of}>
      {children}
    </div>
  );
}

/** Where the page is connected to. */
function Connected(): JSX.Element | null {
  if (!connection.value) return null;
  const { server, share } = connection.value.form;
  return (
    <p class="connected">
      <Icon name="server" />
      <bdi>{`${server}/${share}`}</bdi>
    </p>
  );
}
