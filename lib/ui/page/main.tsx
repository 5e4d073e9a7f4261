/** Begins the page. */
import './styles/page.css';
import { effect } from '@preact/signals';
import { render } from 'preact';
import { ApiFailure, ask, outOfReach } from './api.ts';
import { App } from './app.tsx';
import { openConnection } from './browse/listing.ts';
import { connect, start } from './connection/connection.ts';
import { form } from './connection/form.ts';
import { place } from './place.ts';

/** The server stops when nothing is asked of it for some minutes; as long as the page is open, something is. */
const ALIVE_MS = 30_000;

render(<App />, document.body);

/** Where a connection is needed, there is one, if the form is fit for it. */
effect(() => {
  if (place.value !== 'connection' && form.value) enter();
});

async function enter(): Promise<void> {
  try {
    await connect();
    openConnection();
  } catch (error) {
    // The form says what is wrong with it, and the page when its server is gone.
    if (!(error instanceof ApiFailure)) throw error;
  }
}

const alive = setInterval(() => unlessOutOfReach(ask('alive', {})), ALIVE_MS);
effect(() => {
  if (outOfReach.value) clearInterval(alive);
});

unlessOutOfReach(start());

/** That the server is gone is said in the page's place. */
async function unlessOutOfReach(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!outOfReach.value) throw error;
  }
}
