/** The form in which a connection is set up. */
import type { JSX } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef } from 'preact/hooks';
import { Button } from '../parts/button.tsx';
import { startTest, stopTest, testRun } from '../test/test-run.ts';
import { ChoiceField } from './choice.tsx';
import { type Choice, PasswordField, SelectField, TextField } from './field.tsx';
import { defaults, form, kept, problemOf, refusals } from './form.ts';
import { SharePicker } from './share-picker.tsx';
import { UrlBox } from './url-box.tsx';

const IDENTITIES: readonly Choice[] = [
  { value: 'user', label: 'A user' },
  { value: 'guest', label: 'Guest' },
  { value: 'anonymous', label: 'Nobody' },
];

const SIGNING: readonly Choice[] = [
  { value: 'required', label: 'Required: nobody can change messages on the way' },
  { value: 'if-required', label: 'Only if the server insists' },
];

const ENCRYPTION: readonly Choice[] = [
  { value: 'if-required', label: 'If the server or share wants it' },
  { value: 'required', label: 'Required: refuse a server that cannot' },
  { value: 'disabled', label: 'Off: not even then' },
];

export function ConnectionForm(): JSX.Element {
  const id = useId();
  const fields = useRef<HTMLFormElement>(null);
  const count = refusals.value;
  useEffect(() => {
    if (count > 0) fields.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [count]);
  const isUser = form.value?.identity === 'user';
  return (
    <section class="card" aria-labelledby={id}>
      <h2 id={id}>Connection</h2>
      <UrlBox />
      <form
        class="fields"
        ref={fields}
        onSubmit={(event) => {
          event.preventDefault();
          startTest();
        }}
      >
        <TextField name="server" label="Server" placeholder="nas.local or 192.168.1.20" inputMode="url" />
        <div class="pair">
          <TextField name="share" label="Share name" placeholder="backups">
            <SharePicker />
          </TextField>
          <TextField
            name="path"
            label="Path on server"
            placeholder="/"
            hint="A folder on the share: its root if empty"
          />
        </div>
        <ChoiceField name="identity" label="Log in as" choices={IDENTITIES} />
        {isUser && (
          <div class="triple">
            <TextField name="username" label="Username" />
            <PasswordField
              name="password"
              label="Password"
              placeholder={
                kept.value !== undefined && form.value?.password === undefined ? 'kept in memory' : undefined
              }
            />
            <TextField name="domain" label="Domain" placeholder="the server's own" />
          </div>
        )}
        <Transport />
        <Advanced />
        <div class="actions">
          {testRun.value?.state === 'running' ? (
            <Button label="Cancel the test" icon="close" onClick={stopTest} />
          ) : (
            <button type="submit" class="button primary">
              Test connection
            </button>
          )}
        </div>
      </form>
    </section>
  );
}

function Transport(): JSX.Element {
  const { directtcp, netbios } = defaults.value?.defaultPorts ?? { directtcp: 445, netbios: 139 };
  return (
    <ChoiceField
      name="transport"
      label="Transport"
      choices={[
        {
          value: 'directtcp',
          label: `DirectTCP, port ${directtcp}`,
          hint: 'SMB straight over TCP. Every current server speaks it, and it is the faster one.',
        },
        {
          value: 'netbios',
          label: `NetBIOS, port ${netbios}`,
          hint: 'SMB in a NetBIOS session. For old servers, and networks that let only this port through.',
        },
      ]}
    />
  );
}

const ADVANCED = ['port', 'readBufferSize', 'writeBufferSize', 'signing', 'encryption', 'other'] as const;

/** Opens by itself where something in it is wrong. */
function Advanced(): JSX.Element {
  const element = useRef<HTMLDetailsElement>(null);
  const isWrong = ADVANCED.some(problemOf);
  useLayoutEffect(() => {
    if (isWrong && element.current) element.current.open = true;
  });
  const { minBufferSize = 0, defaultPorts } = defaults.value ?? {};
  const transport = form.value?.transport === 'netbios' ? 'netbios' : 'directtcp';
  const hint = `In bytes, and seldom needed. Below ${minBufferSize} it is ignored; above what the server allows, that is taken.`;
  return (
    <details class="advanced" ref={element}>
      <summary>Advanced</summary>
      <div class="fields">
        <TextField
          name="port"
          label="Port"
          inputMode="numeric"
          placeholder={`${defaultPorts?.[transport] ?? ''}`}
          hint="The usual one of the transport if empty"
        />
        <div class="pair">
          <TextField
            name="readBufferSize"
            label="Read buffer size"
            inputMode="numeric"
            placeholder="automatic"
            hint={hint}
          />
          <TextField
            name="writeBufferSize"
            label="Write buffer size"
            inputMode="numeric"
            placeholder="automatic"
            hint={hint}
          />
        </div>
        <div class="pair">
          <SelectField name="signing" label="Signing" choices={SIGNING} />
          <SelectField name="encryption" label="Encryption" choices={ENCRYPTION} />
        </div>
        <TextField
          name="other"
          label="Further parameters"
          placeholder="min-dialect=3.0&connect-timeout=5000"
          hint="As in a URL"
        />
      </div>
    </details>
  );
}
