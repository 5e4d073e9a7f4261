/** One of a few, all of them in sight. */
import type { JSX } from 'preact';
import type { FieldName } from '../../protocol.ts';
import type { Choice } from './field.tsx';
import { form, problemOf, setField } from './form.ts';

export interface ChoiceFieldProps {
  readonly name: FieldName;
  readonly label: string;
  readonly choices: readonly Choice[];
}

export function ChoiceField({ name, label, choices }: ChoiceFieldProps): JSX.Element {
  const problem = problemOf(name);
  return (
    <fieldset class="choices">
      <legend>{label}</legend>
      <div class="options">
        {choices.map(({ value, label: each, hint }) => (
          <label key={value} class="option">
            <input
              type="radio"
              name={name}
              value={value}
              checked={form.value?.[name] === value}
              onChange={() => setField(name, value)}
            />
            <span class="mark" />
            <span class="words">
              <span class="title">{each}</span>
              {hint !== undefined && <span class="hint">{hint}</span>}
            </span>
          </label>
        ))}
      </div>
      {problem !== undefined && <p class="problem">{`${label} ${problem}`}</p>}
    </fieldset>
  );
}
