/** `smbfs ls`: what is in a folder. */
import { type Command, Option } from 'commander';
import { humanSize } from '../../diagnosis/human-size.ts';
import { declareShareCommand, running } from '../command.ts';
import type { Context, Target } from '../context.ts';
import { factsOf } from '../facts.ts';
import { printable, shortTime } from '../format.ts';
import { type Listed, type ListingOptions, listFolder, SORTS, type Sort } from '../listing.ts';

interface LsOptions {
  readonly long?: boolean;
  readonly recursive?: boolean;
  readonly human?: boolean;
  readonly all?: boolean;
  readonly sort: Sort;
  readonly reverse?: boolean;
}

/** Digits that the sizes of most files fit into. */
const SIZE_WIDTH = 12;
const HUMAN_WIDTH = 5;

export function declareLs(program: Command): void {
  declareShareCommand(program, {
    name: 'ls',
    description: 'list folders',
    examples: [
      'smbfs ls smb://ann@nas/backups',
      'smbfs ls --long --human --sort size smb://ann@nas/backups/2026',
      'smbfs ls --recursive --json smb://ann@nas/backups | jq .[].path',
    ],
  })
    .argument('<url...>', 'folders and files: smb://host/share/path')
    .option('-l, --long', 'with kind, permission, size and time of modification')
    .option('-R, --recursive', 'what lies in the folders below too')
    .option('-H, --human', 'sizes in K, M, G and T, which are powers of 1024')
    .option('-a, --all', 'names that begin with a period too')
    .addOption(
      new Option('-S, --sort <order>', 'none: as the server lists them, at once').choices(SORTS).default('name'),
    )
    .option('-r, --reverse', 'the other way round')
    .option('--json', 'print a JSON array')
    .action(running(ls));
}

async function ls(context: Context, options: LsOptions, urls: string[]): Promise<void> {
  const { out } = context;
  if (context.json) return out.jsonList(allEntries(context, options, urls));
  await context.each(urls, async (url) => {
    const target = await context.open(url);
    if (urls.length > 1) await out.line(`${url === urls[0] ? '' : '\n'}${target.url()}:`);
    for await (const entry of entriesOf(target, options)) await out.line(lineOf(context, options, entry));
  });
}

async function* allEntries(context: Context, options: LsOptions, urls: string[]): AsyncGenerator<object> {
  for (const url of urls) {
    try {
      for await (const { path, stats } of entriesOf(await context.open(url), options)) {
        yield { path, ...factsOf(stats) };
      }
    } catch (error) {
      context.signal.throwIfAborted();
      await context.report(error);
    }
  }
}

/** What is listed for a URL: a folder's content, or the file itself. */
async function* entriesOf({ smb, path }: Target, options: LsOptions): AsyncGenerator<Listed, void, undefined> {
  const { recursive = false, all = false, reverse = false, sort } = options;
  const listing: ListingOptions = { recursive, all, reverse, sort };
  try {
    yield* listFolder(smb, path, listing);
  } catch (error) {
    const { code, path: where } = error as NodeJS.ErrnoException;
    if (code !== 'ENOTDIR' || where !== path) throw error;
    yield { name: path, path, stats: await smb.lstat(path) };
  }
}

function lineOf({ out }: Context, { long, human }: LsOptions, { name, stats }: Listed): string {
  const shown = out.isTerminal ? printable(name) : name;
  const coloured = stats.isDirectory()
    ? `${out.style('blue', shown)}/`
    : stats.isSymbolicLink()
      ? out.style('cyan', shown)
      : shown;
  if (!long) return coloured;
  const size = stats.isDirectory() ? '-' : human ? humanSize(stats.size) : `${stats.size}`;
  const kind = `${stats.isDirectory() ? 'd' : stats.isSymbolicLink() ? 'l' : '-'}${stats.mode & 0o200 ? 'rw' : 'r-'}`;
  return `${kind} ${size.padStart(human ? HUMAN_WIDTH : SIZE_WIDTH)} ${shortTime(stats.mtime)} ${coloured}`;
}
