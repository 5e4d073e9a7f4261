/** The connection that this page works with: made of the form when something is done with it. */
import { computed, signal } from '@preact/signals';
import type { ConnectionForm, ConnectionInfo, StartAnswer } from '../../protocol.ts';
import { ApiFailure, askFor } from '../api.ts';
import { defaults, fill, form, kept, refuse } from './form.ts';

const KEY = 'smbfs-connection';

/** How the connection came about: to tell whether the form is still the same. */
interface Made {
  readonly info: ConnectionInfo;
  readonly from: ConnectionForm;
}

const made = signal<Made | undefined>(undefined);

/** Undefined until one is made, and from when the form is changed until the next one is. */
export const connection = computed(() => (made.value?.from === form.value ? made.value?.info : undefined));

/** Asks what the form starts with, and finds the connection of this tab again when it was reloaded. */
export async function start(): Promise<StartAnswer> {
  const answer = await askFor<StartAnswer>('start', {});
  defaults.value = answer;
  const info = (await remembered()) ?? answer.connection;
  const values = info?.form ?? answer.form;
  fill(values, info?.id);
  if (info) keep({ info, from: values });
  return answer;
}

/**
 * The connection for what is in the form now. Throws an ApiFailure for a form that is wrong, whose fields are marked by then.
 */
export async function connect(): Promise<ConnectionInfo> {
  const from = form.value;
  if (!from) throw new ApiFailure({ message: 'the page is still loading' });
  if (connection.value) return connection.value;
  try {
    const info = await askFor<ConnectionInfo>('connections', { form: from, keep: kept.value });
    kept.value = info.id;
    keep({ info, from });
    return info;
  } catch (error) {
    if (error instanceof ApiFailure && error.error.problems) refuse(error.error.problems);
    throw error;
  }
}

function keep(connected: Made): void {
  made.value = connected;
  sessionStorage.setItem(KEY, connected.info.id);
}

async function remembered(): Promise<ConnectionInfo | undefined> {
  const id = sessionStorage.getItem(KEY);
  if (id === null) return undefined;
  try {
    return await askFor<ConnectionInfo>(`connections/${id}`, {});
  } catch (error) {
    if (error instanceof ApiFailure && error.error.code === 'ERR_UI_NOT_FOUND') return undefined;
    throw error;
  }
}
