/** `mkdtemp`: a folder with a new, random name. */
import { randomInt } from 'node:crypto';
import { StatusError } from '../../errors.ts';
import { makeDirectory } from '../../open/paths/make-directory.ts';
import { STATUS_OBJECT_NAME_COLLISION } from '../../wire/ntstatus.ts';
import { callOptions } from '../arguments/call-options.ts';
import { mkdtempPrefix } from '../arguments/path-argument.ts';
import type { FileSystem } from '../file-system.ts';
import { fsPath } from '../fs-path.ts';
import type { Operation } from '../operation.ts';
import { encodedName } from '../results/encoded-name.ts';

const MODE = 0o700;
/** What errors name in place of the characters that were tried. */
const TEMPLATE = 'XXXXXX';
const SUFFIX_LENGTH = TEMPLATE.length;
/** Of one case, as names that differ in nothing else are the same name on most servers. */
const CHARACTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Two thousand million names: who meets this many that are taken does not meet them by chance. */
const MAX_ATTEMPTS = 100;

/** `mkdtemp(prefix[, options | encoding])`: resolves with the folder's path. */
export const mkdtemp: Operation<string | Buffer> = (fs, given, options) => {
  const { encoding } = callOptions(options);
  const prefix = mkdtempPrefix(given);
  return async () => encodedName(await makeTemporary(fs, prefix), encoding);
};

async function makeTemporary(fs: FileSystem, prefix: string): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const path = fsPath(prefix + randomSuffix(), fs.paths);
    const template = { ...path, text: prefix + TEMPLATE };
    try {
      await fs.call({ syscall: 'mkdtemp', path: template, lastLink: 'itself' }, (tree, { name }) =>
        makeDirectory(tree, name),
      );
      fs.modes?.remember(path.name, MODE, true);
      return path.text;
    } catch (error) {
      const taken =
        error instanceof Error &&
        error.cause instanceof StatusError &&
        error.cause.status === STATUS_OBJECT_NAME_COLLISION;
      if (!taken || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

function randomSuffix(): string {
  return Array.from({ length: SUFFIX_LENGTH }, () => CHARACTERS.charAt(randomInt(CHARACTERS.length))).join('');
}
