/** Where `cp` and `mv` put things: a place on the share that they come from. */
import { basename, join } from 'node:path/posix';
import { parseSmbUrl, type SmbFs } from '../index.ts';
import type { Context, Target } from './context.ts';
import { usageFailure } from './failure.ts';

export interface Move {
  readonly from: string;
  readonly to: string;
  readonly target: Target;
}

/**
 * Where each source goes: into the destination, the last of `args`, where that is a folder, which it must be for several
 * sources, otherwise to the destination itself. It is a path from the root of the share, or a URL of the same share.
 */
export async function movesTo(context: Context, args: readonly string[]): Promise<Move[]> {
  const sources = args.slice(0, -1);
  const destination = args.at(-1) ?? '';
  const moves: Move[] = [];
  for (const source of sources) {
    const target = await context.open(source);
    const { smb, path: from } = target;
    const path = pathOnShare(source, destination);
    const intoFolder = await isFolder(smb, path);
    if (!intoFolder && sources.length > 1) throw usageFailure('the destination of several files must be a folder');
    moves.push({ from, to: intoFolder ? join(path, basename(from)) : path, target });
  }
  return moves;
}

function pathOnShare(source: string, destination: string): string {
  if (!/^smb:/i.test(destination)) return join('/', destination);
  const [one, other] = [parseSmbUrl(source), parseSmbUrl(destination)];
  const isSame =
    one.host.toLowerCase() === other.host.toLowerCase() &&
    one.share.toLowerCase() === other.share.toLowerCase() &&
    (other.port === undefined || one.port === other.port);
  if (!isSame) {
    throw usageFailure('both ends must be on the same share', '`smbfs get` and `smbfs put` move files between shares');
  }
  return other.path;
}

async function isFolder(smb: SmbFs, path: string): Promise<boolean> {
  try {
    return (await smb.stat(path)).isDirectory();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
