/** A file system in memory that finds out only when a file is closed that it has no room for it. */
import { type IFs, memfs } from 'memfs';

/** For the server to serve; `fails` tells for which paths. */
export function closingFails(
  files: Readonly<Record<string, string>>,
  fails: (path: string) => boolean,
): IFs['promises'] {
  const { promises } = memfs(files).fs;
  const open = async (path: string, flags: string): Promise<unknown> => {
    const handle = await promises.open(path, flags);
    if (!fails(path)) return handle;
    const closed = handle.close.bind(handle);
    const close = async (): Promise<void> => {
      await closed();
      throw Object.assign(new Error('no room'), { code: 'ENOSPC' });
    };
    return Object.assign(handle, { close });
  };
  return Object.create(promises, { open: { value: open } });
}
