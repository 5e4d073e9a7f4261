/** Names and paths that an operation answers with, in the encoding that its caller asked for. */
import type { CallOptions } from '../arguments/call-options.ts';

/** Text by default, bytes for `buffer`; another encoding shows the bytes of the UTF-8 in its own way. */
export function encodedName(name: string, encoding: CallOptions['encoding']): string | Buffer {
  if (!encoding || encoding === 'utf8' || encoding === 'utf-8') return name;
  const bytes = Buffer.from(name);
  return encoding === 'buffer' ? bytes : bytes.toString(encoding);
}
