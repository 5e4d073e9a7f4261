/** Takes a URL that is pasted or typed, and fills the form with it. */
import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { ParseUrlAnswer } from '../../protocol.ts';
import { askFor, errorFrom } from '../api.ts';
import { announce } from '../parts/announcer.tsx';
import { Button } from '../parts/button.tsx';
import { fill } from './form.ts';

export function UrlBox(): JSX.Element {
  const id = useId();
  const [url, setUrl] = useState('');
  const [problem, setProblem] = useState<string>();
  const take = async (text: string): Promise<void> => {
    try {
      const { form } = await askFor<ParseUrlAnswer>('parse-url', { url: text.trim() });
      fill(form);
      setUrl(''); // It may hold a password.
      setProblem(undefined);
      announce('The form is filled from the URL');
    } catch (error) {
      setProblem(errorFrom(error).message);
    }
  };
  return (
    <form
      class="url-box field"
      onSubmit={(event) => {
        event.preventDefault();
        take(url);
      }}
    >
      <label for={id}>Have a URL? Paste it</label>
      <div class="control">
        <input
          id={id}
          type="text"
          inputMode="url"
          value={url}
          placeholder="smb://server/share/path?auth-username=…"
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          aria-invalid={problem !== undefined}
          aria-describedby={problem === undefined ? undefined : `${id}-told`}
          onInput={({ currentTarget }) => setUrl(currentTarget.value)}
          onPaste={(event) => {
            const text = event.clipboardData?.getData('text') ?? '';
            if (url !== '' || !text.trim().startsWith('smb:')) return;
            event.preventDefault();
            setUrl(text);
            take(text);
          }}
        />
        <Button label="Fill in" look="quiet" onClick={() => take(url)} disabled={url.trim() === ''} />
      </div>
      {problem !== undefined && (
        <p id={`${id}-told`} class="problem">
          {problem}
        </p>
      )}
    </form>
  );
}
