/** A button: with words, or with an icon alone whose name is told. */
import type { JSX } from 'preact';
import { Icon, type IconName } from './icon.tsx';

export interface ButtonProps {
  /** What it does, in one or two words. */
  readonly label: string;
  readonly onClick: () => void;
  readonly icon?: IconName;
  /** The icon stands alone; the label is what is told and shown over it. */
  readonly iconOnly?: boolean;
  /** `plain` unless told otherwise. */
  readonly look?: 'primary' | 'plain' | 'quiet' | 'danger';
  readonly disabled?: boolean;
  readonly pressed?: boolean;
}

export function Button({
  label,
  onClick,
  icon,
  iconOnly,
  look = 'plain',
  disabled,
  pressed,
}: ButtonProps): JSX.Element {
  return (
    <button
      type="button"
      class={`button ${look}${iconOnly ? ' icon-only' : ''}`}
      onClick={onClick}
      disabled={disabled}
      aria-pressed={pressed}
      aria-label={iconOnly ? label : undefined}
      title={iconOnly ? label : undefined}
    >
      {icon && <Icon name={icon} />}
      {!iconOnly && <span>{label}</span>}
    </button>
  );
}
