/** rclone's smb backend: whole files and folders, in a process for each, whose beginning is taken off. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { memoryFolder } from '../servers/memory-folder.ts';
import { makeTemporaryFolder } from '../temporary-folder.ts';
import { DIRECT, execute, type Peer } from './peer.ts';
import type { Target, Task } from './task.ts';

export function makeRclone(): Peer {
  const { path: local } = makeTemporaryFolder(memoryFolder(), 'smbfs-bench-rclone-');
  let hidden = '';
  return {
    name: 'rclone',
    kinds: new Set(['read', 'write', 'list', 'create', 'fetch', 'delete']),
    parallel: false,
    transports: DIRECT,
    async prepare() {
      await execute('rclone', ['version'], {});
    },
    async measure(task, target) {
      hidden ||= (await execute('rclone', ['obscure', target.password], {})).trim();
      const rclone = (...args: string[]) => seconds(target, hidden, args);
      await fill(local, task);
      const nothing = await rclone('lsf', 'bench:bench/', '--max-depth', '1');
      const all = await rclone(...argumentsOf(task, local));
      const amount = task.kind === 'read' || task.kind === 'write' ? task.count * task.size : task.count;
      return { seconds: Math.max(all - nothing, 1e-6), amount };
    },
  };
}

async function fill(local: string, { kind, count, size }: Task): Promise<void> {
  await rm(join(local, 'small'), { recursive: true, force: true });
  if (kind === 'write') await writeFile(join(local, 'large'), Buffer.alloc(count * size, 0x5a));
  if (kind !== 'create') return;
  await mkdir(join(local, 'small'));
  for (let index = 0; index < count; index++) await writeFile(join(local, 'small', `f${index}`), Buffer.alloc(size));
}

function argumentsOf({ kind, path }: Task, local: string): string[] {
  const remote = `bench:bench/${path}`;
  switch (kind) {
    case 'read':
      return ['copyto', '--ignore-times', remote, join(local, 'large')];
    case 'write':
      return ['copyto', '--ignore-times', join(local, 'large'), remote];
    case 'create':
      return ['copy', join(local, 'small'), remote];
    case 'fetch':
      return ['copy', remote, join(local, 'small')];
    case 'delete':
      return ['delete', remote];
    default:
      return ['lsf', remote];
  }
}

async function seconds({ host, port, user }: Target, hidden: string, args: string[]): Promise<number> {
  const start = performance.now();
  await execute('rclone', ['--config', '/dev/null', ...args], {
    RCLONE_CONFIG_BENCH_TYPE: 'smb',
    RCLONE_CONFIG_BENCH_HOST: host,
    RCLONE_CONFIG_BENCH_PORT: String(port),
    RCLONE_CONFIG_BENCH_USER: user,
    RCLONE_CONFIG_BENCH_PASS: hidden,
  });
  return (performance.now() - start) / 1000;
}
