/** The package as users get it: built, and installed in a folder of its own beside the packages it depends on. */
import { cp, mkdir, mkdtemp, readFile, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildCode } from '../../.build/package.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Builds the package, without declarations, into a folder, by default a new temporary one, where `import 'smbfs'` finds it; `beside` names packages of
 * this checkout that a program there may import too. Resolves with the folder.
 */
export async function installBuiltPackage(beside: readonly string[] = [], into?: string): Promise<string> {
  const folder = into ?? (await mkdtemp(join(tmpdir(), 'built-')));
  const home = join(folder, 'node_modules', 'smbfs');
  await mkdir(home, { recursive: true });
  await cp(join(ROOT, 'package.json'), join(home, 'package.json'));
  await buildCode(join(home, 'dist'));
  await symlink(join(ROOT, 'node_modules'), join(home, 'node_modules'));
  for (const name of beside) await symlink(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
  return folder;
}

/** The code blocks of a Markdown file whose first line says exactly `info`, in order. */
export async function codeBlocks(file: string, info: string): Promise<string[]> {
  const text = await readFile(join(ROOT, file), 'utf8');
  return [...text.matchAll(/^```(\S[^\n]*)\n(.*?)^```$/gms)]
    .filter((match) => match[1] === info)
    .map((match) => match[2] ?? '');
}
