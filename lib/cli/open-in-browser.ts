/** Opens an address in the user's browser, without the address among the arguments of a process, where all users see it. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * By way of a file that this user alone can read; what resolves removes it. Where there is no desktop, or nothing on it that
 * opens pages, nothing happens.
 */
export async function openInBrowser(address: string): Promise<() => Promise<void>> {
  const command = opener();
  if (!command) return async () => {};
  const folder = await mkdtemp(join(tmpdir(), 'smbfs-ui-'));
  const file = join(folder, 'page.html');
  await writeFile(file, `<!doctype html><meta http-equiv="refresh" content="0;url=${address}">`, { mode: 0o600 });
  const [program, ...args] = command;
  const child = spawn(program, [...args, pathToFileURL(file).href], { stdio: 'ignore', detached: true });
  // The address has been printed: whoever has no such program opens it by hand.
  child.once('error', () => {});
  child.unref();
  return () => rm(folder, { recursive: true, force: true });
}

function opener(): readonly [string, ...string[]] | undefined {
  const { platform, env } = process;
  if (platform === 'darwin') return ['open'];
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  return env.DISPLAY || env.WAYLAND_DISPLAY ? ['xdg-open'] : undefined;
}
