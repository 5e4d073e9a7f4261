/** A port among the options of a command. */
import { InvalidArgumentError } from 'commander';

/** 0 is any free one. */
export function portArgument(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new InvalidArgumentError('It must be 0 to 65535.');
  return Number(text);
}
