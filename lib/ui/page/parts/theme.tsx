/** Light or dark: as the system has it, or as chosen here, which this browser remembers. */
import { effect, signal } from '@preact/signals';
import type { JSX } from 'preact';
import { Button } from './button.tsx';

const THEMES = ['auto', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

const KEY = 'smbfs-theme';
const ICONS = { auto: 'auto', light: 'sun', dark: 'moon' } as const;
const LABELS = { auto: 'Colours: as the system', light: 'Colours: light', dark: 'Colours: dark' } as const;

const theme = signal<Theme>(THEMES.find((one) => one === localStorage.getItem(KEY)) ?? 'auto');

effect(() => {
  document.documentElement.dataset.theme = theme.value;
  localStorage.setItem(KEY, theme.value);
});

export function ThemeSwitch(): JSX.Element {
  const next = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length] ?? 'auto';
  return (
    <Button
      label={LABELS[theme.value]}
      icon={ICONS[theme.value]}
      look="quiet"
      iconOnly
      onClick={() => {
        theme.value = next;
      }}
    />
  );
}
