/** Samba's command-line client: whole files, in a session that is begun for each, whose beginning is taken off. */
import { mkdir, open, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { memoryFolder } from '../servers/memory-folder.ts';
import { makeTemporaryFolder } from '../temporary-folder.ts';
import { BOTH, execute, type Peer } from './peer.ts';
import type { Target, Task } from './task.ts';

export function makeSmbclient(): Peer {
  const { path: local } = makeTemporaryFolder(memoryFolder(), 'smbfs-bench-smbclient-');
  return {
    name: 'smbclient',
    kinds: new Set(['read', 'write', 'create', 'fetch', 'delete', 'list']),
    parallel: false,
    transports: BOTH,
    async prepare() {
      await execute('smbclient', ['--version'], {});
    },
    async measure(task, target) {
      await fill(local, task);
      const nothing = await seconds(target, 'exit');
      const all = await seconds(target, commandsOf(task, local));
      const amount = task.kind === 'read' || task.kind === 'write' ? task.count * task.size : task.count;
      return { seconds: Math.max(all - nothing, 1e-6), amount };
    },
  };
}

/** The local ends that a task needs. */
async function fill(local: string, { kind, count, size }: Task): Promise<void> {
  if (kind === 'write') {
    await using file = await open(join(local, 'large'), 'w');
    const piece = Buffer.alloc(size, 0x5a);
    for (let index = 0; index < count; index++) await file.write(piece);
  }
  if (kind === 'create') {
    await rm(join(local, 'small'), { recursive: true, force: true });
    await mkdir(join(local, 'small'));
    for (let index = 0; index < count; index++) await writeFile(join(local, 'small', `f${index}`), Buffer.alloc(size));
  }
}

function commandsOf({ kind, path }: Task, local: string): string {
  switch (kind) {
    case 'read':
      return `get "${path}" /dev/null`;
    case 'write':
      return `put "${join(local, 'large')}" "${path}"`;
    case 'create':
      return `prompt off; cd "${path}"; lcd "${join(local, 'small')}"; mput *`;
    case 'fetch':
      return `prompt off; cd "${path}"; lcd "${local}"; mget f*`;
    case 'delete':
      return `cd "${path}"; del f*`;
    default:
      return `cd "${path}"; ls`;
  }
}

async function seconds({ host, port, user, password }: Target, commands: string): Promise<number> {
  const start = performance.now();
  const session = ['-s', '/dev/null', `//${host}/bench`, '-p', String(port), '-U', user, '-m', 'SMB3_11'];
  await execute('smbclient', [...session, '-c', commands], { PASSWD: password });
  return (performance.now() - start) / 1000;
}
