/** Copies a text, and says so for a moment. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { announce } from './announcer.tsx';
import { Button } from './button.tsx';

const SHOWN_MS = 1600;

export function CopyButton({ text, what }: { readonly text: string; readonly what: string }): JSX.Element {
  const [outcome, setOutcome] = useState<'copied' | 'refused'>();
  useEffect(() => {
    if (!outcome) return;
    const timer = setTimeout(() => setOutcome(undefined), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome('copied');
      announce(`${what} copied`);
    } catch {
      setOutcome('refused'); // The browser may forbid it; the text can be selected.
      announce(`${what} could not be copied`);
    }
  };
  const label = outcome === 'copied' ? 'Copied' : outcome === 'refused' ? 'Not allowed' : `Copy ${what}`;
  const icon = outcome === 'copied' ? 'check' : outcome === 'refused' ? 'warning' : 'copy';
  return <Button label={label} icon={icon} look="quiet" iconOnly onClick={copy} />;
}
