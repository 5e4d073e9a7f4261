/** The package as users get it: built, and installed in a folder of its own beside the packages it depends on. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Builds into a temporary folder, where `import 'smbfs'` finds the result; resolves with that folder. */
export async function installBuiltPackage(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'built-'));
  const home = join(folder, 'node_modules', 'smbfs');
  await mkdir(home, { recursive: true });
  await cp(join(ROOT, 'package.json'), join(home, 'package.json'));
  const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  await run(process.execPath, [compiler, '-p', join(ROOT, 'lib', 'tsconfig.json'), '--outDir', join(home, 'dist')]);
  await symlink(join(ROOT, 'node_modules'), join(home, 'node_modules'));
  return folder;
}

/** The code blocks of a Markdown file in one language, in order. */
export async function codeBlocks(file: string, language: string): Promise<string[]> {
  const text = await readFile(join(ROOT, file), 'utf8');
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)]
    .filter((match) => match[1] === language)
    .map((match) => match[2] ?? '');
}
