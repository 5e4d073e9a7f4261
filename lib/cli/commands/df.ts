/** `smbfs df`: how much room a share has. */
import type { Command } from 'commander';
import { humanSize } from '../../diagnosis/human-size.ts';
import { declareShareCommand, running } from '../command.ts';

interface Room {
  readonly url: string;
  /** Bytes. */
  readonly size: number;
  readonly used: number;
  /** What this user may still use: less than is free, under a quota. */
  readonly available: number;
}

export function declareDf(program: Command): void {
  declareShareCommand(program, {
    name: 'df',
    description: 'tell how much room there is',
    examples: ['smbfs df smb://ann@nas/backups', 'smbfs df --human smb://ann@nas/backups smb://ann@nas/media'],
  })
    .argument('<url...>', 'shares, or folders on them: smb://host/share/path')
    .option('-H, --human', 'sizes in K, M, G and T, which are powers of 1024')
    .option('--json', 'print a JSON array')
    .action(
      running<{ readonly human?: boolean }, [string[]]>(async (context, { human = false }, urls) => {
        const rooms: Room[] = [];
        await context.each(urls, async (url) => {
          const { smb, path, url: shown } = await context.open(url);
          const { bsize, blocks, bfree, bavail } = await smb.statfs(path);
          rooms.push({ url: shown(), size: blocks * bsize, used: (blocks - bfree) * bsize, available: bavail * bsize });
        });
        if (context.json) await context.out.jsonList(rooms);
        else for (const line of table(rooms, human)) await context.out.line(line);
      }),
    );
}

function* table(rooms: readonly Room[], human: boolean): Generator<string> {
  if (rooms.length === 0) return;
  const text = (bytes: number): string => (human ? humanSize(bytes) : `${bytes}`).padStart(human ? 9 : 16);
  yield `${['size', 'used', 'available'].map((name) => name.padStart(human ? 9 : 16)).join(' ')}  used%  share`;
  for (const { url, size, used, available } of rooms) {
    const percent = `${used + available > 0 ? Math.ceil((used / (used + available)) * 100) : 0}%`;
    yield `${[size, used, available].map(text).join(' ')}  ${percent.padStart(5)}  ${url}`;
  }
}
