/** Samba's programs on this machine: where they are and what is missing. */
import * as fs from 'node:fs';
import * as path from 'node:path';

/** The programs and libraries that the specs need and this machine lacks. */
export function missingPrograms(): string[] {
  const missing = ['smbd', 'pdbedit', 'smbstatus', 'smbclient'].filter((name) => findProgram(name) === undefined);
  if (!hasNssWrapper()) missing.push('libnss_wrapper.so');
  return missing;
}

/** The path of a program, looked for where daemons live too. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/usr/local/sbin', '/sbin'];
  return folders.map((folder) => path.join(folder, name)).find((file) => fs.existsSync(file));
}

function hasNssWrapper(): boolean {
  const folders = ['/usr/lib', '/usr/lib64', '/usr/local/lib'].filter((folder) => fs.existsSync(folder));
  const nested = folders.flatMap((folder) => fs.readdirSync(folder).map((name) => path.join(folder, name)));
  return [...folders, ...nested].some((folder) => fs.existsSync(path.join(folder, 'libnss_wrapper.so')));
}
