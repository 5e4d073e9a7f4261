/** Paths on the share: absolute, from the form's path. */

export function childOf(folder: string, name: string): string {
  return folder === '/' ? `/${name}` : `${folder}/${name}`;
}

export function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

/** The names on the way down. */
export function namesOf(path: string): string[] {
  return path.split('/').slice(1).filter(Boolean);
}

/** Why a name cannot be given to anything; undefined when it can. Other characters are the server's and smbfs's business. */
export function whyNotName(name: string): string | undefined {
  if (name === '') return 'A name is needed';
  if (name === '.' || name === '..') return 'This name stands for a folder already';
  return name.includes('/') ? 'A name holds no slash' : undefined;
}
