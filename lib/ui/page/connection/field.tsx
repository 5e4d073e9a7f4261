/** A field of the form: its name, what it is for, and what is wrong with it. */
import type { ComponentChildren, JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { FieldName } from '../../protocol.ts';
import { Button } from '../parts/button.tsx';
import { form, leaveField, noteOf, problemOf, setField } from './form.ts';

/** The browser neither remembers nor changes what is typed. */
const VERBATIM = { autocomplete: 'off', autocapitalize: 'off', spellcheck: false } as const;

interface FieldProps {
  readonly name: FieldName;
  readonly label: string;
  readonly hint?: string;
}

/** What a control needs to belong to its label and its messages. */
interface ControlProps {
  readonly id: string;
  readonly name: FieldName;
  readonly value: string;
  readonly onInput: (event: { readonly currentTarget: { readonly value: string } }) => void;
  readonly onBlur: () => void;
  readonly 'aria-invalid': boolean;
  readonly 'aria-describedby': string | undefined;
}

interface FrameProps extends FieldProps {
  readonly control: (props: ControlProps) => JSX.Element;
}

function Field({ name, label, hint, control }: FrameProps): JSX.Element {
  const id = useId();
  const problem = problemOf(name);
  const told = problem === undefined ? (noteOf(name) ?? hint) : `${label} ${problem}`;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {control({
        id,
        name,
        value: form.value?.[name] ?? '',
        onInput: ({ currentTarget }) => setField(name, currentTarget.value),
        onBlur: () => leaveField(name),
        'aria-invalid': problem !== undefined,
        'aria-describedby': told === undefined ? undefined : `${id}-told`,
      })}
      {told !== undefined && (
        <p id={`${id}-told`} class={problem === undefined ? 'hint' : 'problem'}>
          {told}
        </p>
      )}
    </div>
  );
}

export interface TextFieldProps extends FieldProps {
  readonly placeholder?: string | undefined;
  readonly inputMode?: 'numeric' | 'url';
  /** Stands in the same frame, behind the field. */
  readonly children?: ComponentChildren;
}

export function TextField({ placeholder, inputMode, children, ...field }: TextFieldProps): JSX.Element {
  return (
    <Field
      {...field}
      control={(props) => (
        <div class="control">
          <input {...props} {...VERBATIM} type="text" inputMode={inputMode} placeholder={placeholder} />
          {children}
        </div>
      )}
    />
  );
}

/** Hidden unless one asks to see it. */
export function PasswordField({ placeholder, ...field }: TextFieldProps): JSX.Element {
  const [isShown, setShown] = useState(false);
  return (
    <Field
      {...field}
      control={(props) => (
        <div class="control">
          {isShown ? (
            <input {...props} {...VERBATIM} type="text" placeholder={placeholder} />
          ) : (
            <input {...props} {...VERBATIM} type="password" placeholder={placeholder} />
          )}
          <Button
            label={isShown ? 'Hide the password' : 'Show the password'}
            icon={isShown ? 'eyeOff' : 'eye'}
            look="quiet"
            iconOnly
            onClick={() => setShown(!isShown)}
          />
        </div>
      )}
    />
  );
}

export interface Choice {
  readonly value: string;
  readonly label: string;
  /** What it means. */
  readonly hint?: string;
}

export function SelectField({ choices, ...field }: FieldProps & { readonly choices: readonly Choice[] }): JSX.Element {
  return (
    <Field
      {...field}
      control={(props) => (
        <div class="control select">
          <select {...props}>
            {choices.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </div>
      )}
    />
  );
}
