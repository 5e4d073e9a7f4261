/** The form: what is in its fields, what is wrong with them, and what comes of it. */
import { effect, signal } from '@preact/signals';
import type { ConnectionForm, DescribeAnswer, FieldMessage, FieldName, StartAnswer } from '../../protocol.ts';
import { ApiFailure, askFor } from '../api.ts';

/** What is typed is looked at when the keys have been still for so long. */
const STILL_MS = 150;

const NOTHING: DescribeAnswer = { problems: [], notes: [], url: null, code: null, command: null };

/** Undefined until the server has said what an empty form holds. */
export const form = signal<ConnectionForm | undefined>(undefined);

/** What this server takes for granted. */
export const defaults = signal<Pick<StartAnswer, 'defaultPorts' | 'minBufferSize'> | undefined>(undefined);

/** The connection whose password the server holds for this form; undefined: the password is in the form, or there is none. */
export const kept = signal<string | undefined>(undefined);

/** The URL shows the password. */
export const withPassword = signal(false);

export const description = signal<DescribeAnswer>(NOTHING);

/** Fields that have been left: only they are marked, as nobody is wrong while typing. */
const left = signal<ReadonlySet<FieldName>>(new Set());

/** What was wrong when the form was last used; it goes as soon as the field is changed. */
const refused = signal<readonly FieldMessage[]>([]);

export function setField(name: FieldName, value: string): void {
  if (form.value) form.value = { ...form.value, [name]: value };
  refused.value = refused.value.filter(({ field }) => field !== name);
}

export function leaveField(name: FieldName): void {
  if (!left.value.has(name)) left.value = new Set([...left.value, name]);
}

/** Fills all fields at once. */
export function fill(values: ConnectionForm, keep?: string): void {
  left.value = new Set();
  refused.value = [];
  form.value = values;
  kept.value = keep;
}

/** How often the form could not be used as it was. */
export const refusals = signal(0);

/** Marks every field that is wrong. */
export function refuse(problems: readonly FieldMessage[]): void {
  refused.value = problems;
  refusals.value++;
}

export function problemOf(name: FieldName): string | undefined {
  const marked = [...refused.value, ...description.value.problems.filter(({ field }) => left.value.has(field))];
  return marked.find(({ field }) => field === name)?.message;
}

export function noteOf(name: FieldName): string | undefined {
  return description.value.notes.find(({ field }) => field === name)?.message;
}

/** Looks at the form whenever something in it has changed. */
effect(() => {
  const request = { form: form.value, keep: kept.value, withPassword: withPassword.value };
  if (!request.form) return;
  const changed = new AbortController();
  const timer = setTimeout(async () => {
    try {
      description.value = await askFor<DescribeAnswer>('describe', request, changed.signal);
    } catch (error) {
      // Another change, or a server out of reach, which the page says elsewhere.
      if (error instanceof ApiFailure) description.value = NOTHING;
    }
  }, STILL_MS);
  return () => {
    clearTimeout(timer);
    changed.abort();
  };
});
