import type { Stats } from 'node:fs';
import * as nodeFs from 'node:fs';
import { pathToFileURL } from 'node:url';
import * as assert from 'uvu/assert';
import { bothSync, outcome, type SyncFs } from '../../support/both-sync.ts';

function tree(fs: SyncFs, dir: string): void {
  fs.mkdirSync(`${dir}/a/b/c`, { recursive: true });
  fs.writeFileSync(`${dir}/file`, 'content');
  fs.writeFileSync(`${dir}/a/b/deep`, '');
}

/** What a stat shows that does not depend on the file system. */
function shown(stats: Stats | nodeFs.BigIntStats): unknown {
  return [
    stats instanceof nodeFs.Stats,
    stats.constructor.name,
    typeof stats.size,
    stats.isFile() && Number(stats.size),
    stats.isFile(),
    stats.isDirectory(),
  ];
}

bothSync('fs/sync/methods', (t) => {
  t('writes, appends to and reads whole files in every form', ({ fs, dir }) => {
    const file = `${dir}/file`;
    fs.writeFileSync(file, 'grün');
    fs.appendFileSync(file, Buffer.from(' und '));
    fs.appendFileSync(Buffer.from(file), 'blau', 'latin1');
    fs.writeFileSync(`${dir}/words`, new Uint16Array([1, 2, 3]).subarray(1));
    fs.writeFileSync(`${dir}/view`, new DataView(new ArrayBuffer(4), 1, 2));
    fs.writeFileSync(`${dir}/empty`, '');
    fs.writeFileSync(`${dir}/hex`, '00ff', { encoding: 'hex', flush: true });
    fs.writeFileSync(file, '!', { flag: 'a' });
    const read = fs.readFileSync(file);
    assert.ok(Buffer.isBuffer(read));
    return [
      read,
      fs.readFileSync(pathToFileURL(file), 'utf8'),
      fs.readFileSync(file, { encoding: 'base64', flag: 'r' }),
      ...['words', 'view', 'empty', 'hex'].map((name) => fs.readFileSync(`${dir}/${name}`)),
      fs.readFileSync(`${dir}/new`, { flag: 'a+' }),
    ];
  });

  t('gives stats of the same classes', ({ fs, dir }) => {
    tree(fs, dir);
    fs.utimesSync(`${dir}/file`, new Date(1_500_000_000_125), 1_600_000_000.5);
    const { atimeMs, mtimeMs, mtime } = fs.statSync(`${dir}/file`);
    const { mtimeNs } = fs.lstatSync(`${dir}/file`, { bigint: true });
    const room = fs.statfsSync(dir);
    return [
      shown(fs.statSync(`${dir}/file`)),
      shown(fs.statSync(`${dir}/a`, { bigint: true })),
      shown(fs.lstatSync(`${dir}/a`)),
      [Math.round(atimeMs), mtimeMs, mtime, mtimeNs],
      [room.constructor.name, typeof room.blocks, typeof fs.statfsSync(dir, { bigint: true }).bavail],
      fs.statSync(`${dir}/none`, { throwIfNoEntry: false }),
      fs.lstatSync(`${dir}/none`, { throwIfNoEntry: false }),
      outcome(dir, () => fs.statSync(`${dir}/none/x`, { throwIfNoEntry: false })),
      outcome(dir, () => fs.statSync(`${dir}/file/x`, { throwIfNoEntry: false })),
      outcome(dir, () => fs.lstatSync(`${dir}/none`, { throwIfNoEntry: true })),
    ];
  });

  t('reads and writes open files in every form, at the current position and elsewhere', ({ fs, dir }) => {
    const results: unknown[] = [];
    const fd = fs.openSync(`${dir}/file`, 'w+', 0o666);
    results.push(
      fs.writeSync(fd, 'hello '),
      fs.writeSync(fd, Buffer.from('..world'), 2),
      fs.writeSync(fd, 'é', 1, 'latin1'),
    );
    results.push(fs.writevSync(fd, [Buffer.from('!'), new Uint8Array([33]), Buffer.alloc(0)]));
    const write = fs.writeSync as unknown as (...args: unknown[]) => number;
    results.push(write(fd, Buffer.from('abcdef'), { offset: 1, length: 2, position: 20 }));
    results.push(fs.readSync(fd, Buffer.alloc(4)), fs.fstatSync(fd).size, fs.fstatSync(fd, { bigint: true }).size);
    for (const args of [[0, 3, 0], [{ offset: 1, length: 3, position: 6n }], [], [{}], [2, 2, null], [0, 0, 0]]) {
      const buffer = Buffer.alloc(6, '.');
      results.push([(fs.readSync as (...args: unknown[]) => number)(fd, buffer, ...args), buffer.toString('latin1')]);
    }
    const parts = [Buffer.alloc(3, '.'), new Uint8Array(2), Buffer.alloc(40, '.')];
    results.push(fs.readvSync(fd, parts, 1), Buffer.concat(parts));
    fs.ftruncateSync(fd, 5);
    fs.futimesSync(fd, 1, 2);
    fs.fsyncSync(fd);
    fs.fdatasyncSync(fd);
    fs.appendFileSync(fd, 'end');
    results.push(fs.fstatSync(fd).size);
    fs.closeSync(fd);
    const again = fs.openSync(`${dir}/file`, 'r');
    results.push(fs.readSync(again, Buffer.alloc(2)), fs.readFileSync(again), fs.readFileSync(again));
    fs.closeSync(again);
    return results;
  });

  t('makes, lists, moves and removes', ({ fs, dir }) => {
    tree(fs, dir);
    const made = fs.mkdirSync(`${dir}/x/y/z`, { recursive: true })?.replace(dir, '');
    fs.renameSync(`${dir}/x/y`, `${dir}/moved`);
    fs.copyFileSync(`${dir}/file`, `${dir}/copy`);
    fs.linkSync(`${dir}/file`, `${dir}/link`);
    fs.cpSync(`${dir}/a`, `${dir}/all`, { recursive: true });
    const filter = (source: string): boolean => fs.statSync(source).isDirectory();
    fs.cpSync(`${dir}/a`, `${dir}/folders`, { recursive: true, filter });
    fs.truncateSync(`${dir}/copy`, 3);
    fs.chmodSync(`${dir}/copy`, 0o444);
    const temporary = fs.mkdtempSync(`${dir}/tmp-`);
    fs.rmdirSync(temporary);
    const before = fs.readdirSync(dir).sort();
    const entries = fs.readdirSync(dir, { withFileTypes: true, recursive: true });
    assert.ok(entries.every((entry) => entry instanceof nodeFs.Dirent));
    const listed = entries
      .map((entry) => [entry.name, entry.parentPath.replace(dir, ''), entry.isFile()].join())
      .sort();
    fs.unlinkSync(`${dir}/copy`);
    fs.rmSync(`${dir}/a`, { recursive: true });
    fs.rmSync(`${dir}/none`, { force: true });
    return [
      made,
      before,
      listed,
      (fs.readdirSync(dir, { encoding: 'buffer' }) as unknown as Buffer[]).map((name) => name.toString()).sort(),
      fs.statSync(`${dir}/link`).nlink,
      fs.readdirSync(dir, { encoding: 'hex' }).sort(),
      fs.realpathSync(`${dir}/moved/../file`).endsWith('/file'),
      fs.realpathSync.native(`${dir}/moved/`).endsWith('/moved'),
      Buffer.isBuffer(fs.realpathSync(dir, 'buffer')),
      [fs.existsSync(dir), fs.existsSync(`${dir}/a`), fs.existsSync(null as never)],
      fs.accessSync(`${dir}/file`, nodeFs.constants.R_OK),
    ];
  });

  t('makes a folder that removes itself, where node does', ({ fs, dir }) => {
    const { mkdtempDisposableSync } = fs as unknown as {
      mkdtempDisposableSync?: (prefix: string) => { path: string; remove(): void; [Symbol.dispose](): void };
    };
    const made = mkdtempDisposableSync?.(`${dir}/own-`);
    if (!made) return undefined;
    fs.writeFileSync(`${made.path}/file`, 'x');
    made[Symbol.dispose]();
    made.remove();
    return [Object.keys(made), made.path.slice(dir.length, -6), fs.readdirSync(dir)];
  });

  t('reads a folder entry by entry', ({ fs, dir }) => {
    tree(fs, dir);
    const names: string[] = [];
    const folder = fs.opendirSync(dir);
    for (let entry = folder.readSync(); entry; entry = folder.readSync()) names.push(`${entry.name} ${entry.isFile()}`);
    const end = folder.readSync();
    const path = folder.path.replace(dir, '');
    folder.closeSync();
    // Node 20 leaves the path out of this one's message.
    assert.throws(() => fs.opendirSync(`${dir}/file`), /^ENOTDIR: not a directory, opendir/);
    return [names.sort(), end, path, outcome(dir, () => folder.readSync()), outcome(dir, () => folder.closeSync())];
  });

  t('fails as node does', ({ fs, dir }) => {
    tree(fs, dir);
    const none = `${dir}/none`;
    const calls: (() => unknown)[] = [
      () => fs.readFileSync(none),
      () => fs.readFileSync(dir),
      () => fs.writeFileSync(`${dir}/file/x`, ''),
      () => fs.writeFileSync(`${dir}/file`, '', { flag: 'wx' }),
      () => fs.appendFileSync(dir, ''),
      () => fs.openSync(none, 'r'),
      () => fs.readdirSync(none),
      () => fs.mkdirSync(`${dir}/a`),
      () => fs.rmdirSync(`${dir}/a`),
      () => fs.rmSync(`${dir}/a`),
      () => fs.cpSync(none, `${dir}/b`),
      () => fs.cpSync(`${dir}/file`, `${dir}/b`, { filter: (async () => true) as never }),
      () => fs.rmSync(none),
      () => fs.unlinkSync(none),
      () => fs.renameSync(none, `${dir}/b`),
      () => fs.copyFileSync(`${dir}/file`, `${dir}/a`),
      () => fs.linkSync(none, `${dir}/b`),
      () => fs.truncateSync(none),
      () => fs.accessSync(none),
      () => fs.realpathSync.native(none),
      () => fs.utimesSync(none, 1, 1),
      () => fs.chmodSync(none, 0o600),
      () => fs.lstatSync(none),
      () => fs.statSync(''),
      () => fs.statSync('a'.repeat(300)),
    ];
    const fd = fs.openSync(`${dir}/file`, 'r');
    calls.push(
      () => fs.writeSync(fd, 'x'),
      () => fs.ftruncateSync(fd, 1),
    );
    fs.closeSync(fd);
    for (const call of [
      () => fs.readSync(fd, Buffer.alloc(1)),
      () => fs.readvSync(fd, [Buffer.alloc(1)]),
      () => fs.writeSync(fd, 'x'),
      () => fs.writevSync(fd, [Buffer.alloc(1)]),
      () => fs.fstatSync(fd),
      () => fs.closeSync(fd),
      () => fs.fsyncSync(fd),
      () => fs.futimesSync(fd, 1, 1),
      () => fs.ftruncateSync(fd),
      () => fs.writeFileSync(fd, 'x'),
    ]) {
      calls.push(call);
    }
    return calls.map((call) => outcome(dir, call));
  });

  t('refuses wrong arguments as node does', ({ fs, dir }) => {
    const wild = fs as unknown as Readonly<Record<string, (...args: unknown[]) => unknown>>;
    const bad: unknown[] = [
      undefined,
      null,
      1.5,
      -1,
      {},
      [],
      true,
      Symbol('x'),
      2n,
      'a\0b',
      () => {},
      Number.NaN,
      2 ** 40,
    ];
    const path = [
      ...['access', 'appendFile', 'chmod', 'lstat', 'mkdir', 'mkdtemp', 'open', 'opendir', 'readFile', 'readdir'],
      ...['rename', 'rm', 'rmdir', 'stat', 'statfs', 'truncate', 'unlink', 'utimes', 'writeFile', 'copyFile', 'link'],
    ];
    const descriptors = [
      'close',
      'fstat',
      'fsync',
      'fdatasync',
      'ftruncate',
      'futimes',
      'read',
      'readv',
      'write',
      'writev',
      'fchmod',
    ];
    const results: unknown[] = [];
    for (const name of path) {
      for (const value of bad) {
        // A number is a descriptor to these.
        if (typeof value === 'number' && /File$|truncate/.test(name)) continue;
        // Node 20 takes these for numbers first.
        if (/symbol|bigint/.test(typeof value) && /File$/.test(name)) continue;
        results.push([name, typeof value, outcome(dir, () => wild[`${name}Sync`]?.(value))]);
      }
    }
    for (const name of descriptors) {
      // Node 20 itself falls over a symbol here, and words others differently.
      for (const value of [undefined, null, 1.5, -1, {}, [], true, Number.NaN]) {
        results.push([name, typeof value, outcome(dir, () => wild[`${name}Sync`]?.(value, 1, 1))]);
      }
    }
    fs.writeFileSync(`${dir}/file`, '0123456789');
    const fd = fs.openSync(`${dir}/file`, 'r+');
    for (const value of bad.filter((one) => typeof one !== 'bigint')) {
      const buffer = Buffer.alloc(4);
      const calls = [
        () => fs.readSync(fd, value as never),
        () => fs.readSync(fd, buffer, value as never, 1, 0),
        () => fs.readSync(fd, buffer, 0, value as never, 0),
        () => fs.readSync(fd, buffer, 0, 1, value as never),
        () => fs.readSync(fd, buffer, value as never),
        () => fs.writeSync(fd, value as never),
        () => fs.writeSync(fd, buffer, value as never),
        () => fs.writeFileSync(`${dir}/x`, value as never),
        () => fs.writeFileSync(`${dir}/x`, '', value as never),
        () => fs.readFileSync(`${dir}/file`, value as never),
        () => fs.readFileSync(`${dir}/file`, { encoding: value as never }),
        () => typeof value !== 'number' && fs.closeSync(fs.openSync(`${dir}/file`, value as never)),
        () => fs.ftruncateSync(fd, value as never),
        () => fs.mkdirSync(`${dir}/file`, { recursive: value as never }),
        () => fs.rmSync(`${dir}/none`, { force: value as never }),
      ];
      results.push(...calls.map((call, index) => [index, typeof value, outcome(dir, call)]));
    }
    fs.closeSync(fd);
    return results;
  });
});
