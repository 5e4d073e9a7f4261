/** What is said of a file whose CLOSE failed when nobody waited for it. */
import type { FsPath } from '../fs-path.ts';

/** A server may say only with CLOSE that it could not keep what was written: where nobody waits, the process is told. */
export function warnOfLateClose({ text }: FsPath, { message, code = 'EIO' }: Error & { readonly code?: string }): void {
  process.emitWarning(`'${text}' could not be closed: ${message}`, { type: 'SmbFsWarning', code });
}
