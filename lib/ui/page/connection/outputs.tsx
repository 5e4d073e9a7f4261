/** What the form gives: its URL, the line of code, and the command line that use it. */
import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import { CopyButton } from '../parts/copy-button.tsx';
import { description, withPassword } from './form.ts';

export function Outputs(): JSX.Element {
  const id = useId();
  const { url, code, command } = description.value;
  return (
    <section class="card" aria-labelledby={id}>
      <h2 id={id}>Use it</h2>
      {url === null ? (
        <p class="muted">The URL, the code and the command line stand here once the form is complete.</p>
      ) : (
        <>
          <Output title="URL" text={url}>
            <label class="checkbox">
              <input
                type="checkbox"
                checked={withPassword.value}
                onChange={({ currentTarget }) => {
                  withPassword.value = currentTarget.checked;
                }}
              />
              <span>With the password, for all to see</span>
            </label>
          </Output>
          {code !== null && <Output title="Code" text={code} />}
          {command !== null && <Output title="Command line" text={command} />}
        </>
      )}
    </section>
  );
}

interface OutputProps {
  readonly title: string;
  readonly text: string;
  readonly children?: JSX.Element;
}

function Output({ title, text, children }: OutputProps): JSX.Element {
  return (
    <div class="output">
      <div class="heading">
        <h3>{title}</h3>
        <CopyButton text={text} what={`the ${title}`} />
      </div>
      <pre>
        <code>{text}</code>
      </pre>
      {children}
    </div>
  );
}
