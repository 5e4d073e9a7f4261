/** FileHandle, the same body on node's: every method, what counts as use, and what closing means. */
import { type EventEmitter, once } from 'node:events';
import type * as node from 'node:fs/promises';
import * as assert from 'uvu/assert';
import { FileHandle } from '../../lib/fs/handles/file-handle.ts';
import { bothFs, failure } from '../support/both-fs.ts';
import { contentOf } from '../support/events.ts';

/** The compiler's proof: a handle serves wherever node's does, but for what node has only behind a flag. */
type NodeHandle = Omit<node.FileHandle, 'pull' | 'writer'>;
const asNodes = (handle: FileHandle): NodeHandle => handle;

/** Behind a flag, for node's own use, or not there on all lines. */
const NOT_FOR_PROGRAMS = new Set(['constructor', 'getAsyncId', 'pull', 'pullSync', 'writer']);

async function* pieces(): AsyncGenerator<string | Uint8Array> {
  yield 'one ';
  yield Buffer.from('two ');
  yield 'three';
}

bothFs('fs/file-handle', (t) => {
  t('has the methods of node', async ({ fs, dir }) => {
    const handle = await fs.open(`${dir}/file`, 'w');
    const nodes = await (await import('node:fs/promises')).open('/dev/null');
    const names = Object.getOwnPropertyNames(Object.getPrototypeOf(nodes)).filter(
      (name) => !NOT_FOR_PROGRAMS.has(name),
    );
    await nodes.close();
    await handle.close();
    const held = handle as unknown as Record<string, unknown>;
    return [...names, 'close', 'on', 'once'].map((name) => [name, typeof held[name]]);
  });

  t('reads and writes where it stands, and elsewhere', async ({ fs, dir }) => {
    const handle = await fs.open(`${dir}/file`, 'w+');
    const results: unknown[] = [
      await handle.write('0123456789'),
      await handle.write(Buffer.from('abcdef'), 2, 3, 4),
      await handle.write(Buffer.from('xyz'), { offset: 1 }),
      await handle.write('é', 0, 'latin1'),
      await handle.writev([Buffer.from('1'), Buffer.alloc(0), Buffer.from('22')]),
      await handle.writev([Buffer.from('p'), Buffer.from('q')], 1),
      await handle.read(Buffer.alloc(4), 1, 3, 0),
      await handle.read({ buffer: Buffer.alloc(2), position: 3 }),
      await handle.read(Buffer.alloc(3), { position: 9 }),
      await handle.readv([Buffer.alloc(3), Buffer.alloc(4)], 5),
      await handle.readv([Buffer.alloc(3)]),
      await handle.read(Buffer.alloc(0)),
      await fs.readFile(`${dir}/file`, 'latin1'),
    ];
    await handle.close();
    return results.map((one) => (typeof one === 'object' ? { ...one } : one));
  });

  t('gives results that inherit from nothing', async ({ fs, dir }) => {
    const handle = await fs.open(`${dir}/file`, 'w+');
    const results = [await handle.write('x'), await handle.read(), await handle.readv([Buffer.alloc(1)])];
    await handle.close();
    return results.map((result) => Object.getPrototypeOf(result));
  });

  t('reads from its position to the end, and writes there', async ({ fs, dir }) => {
    await fs.writeFile(`${dir}/file`, 'some text');
    const handle = await fs.open(`${dir}/file`, 'r+');
    await handle.read(Buffer.alloc(5), 0, 5);
    const results = [await handle.readFile(), await handle.readFile('utf8')];
    await handle.writeFile(' and more');
    await handle.appendFile(' and yet more');
    await handle.writeFile(pieces());
    await handle.writeFile(['[', Buffer.from(']')] as never);
    await fs.writeFile(handle, '!');
    await fs.appendFile(handle, '?');
    await handle.close();
    return [...results, await fs.readFile(`${dir}/file`, 'utf8')];
  });

  t('is taken for a path', async ({ fs, dir }) => {
    await fs.writeFile(`${dir}/file`, 'text');
    const handle = await fs.open(`${dir}/file`, 'a+');
    await fs.appendFile(handle, ' more');
    const fresh = await fs.open(`${dir}/file`);
    const results = [await fs.readFile(fresh, 'utf8'), await fs.readFile(fresh, { encoding: 'utf8' })];
    await handle.close();
    await fresh.close();
    return results;
  });

  t('appends whatever its position is', async ({ fs, dir }) => {
    await fs.writeFile(`${dir}/file`, 'first ');
    const handle = await fs.open(`${dir}/file`, 'a+');
    await handle.write('second ', 0);
    await handle.write(Buffer.from('third'), 0, 5, 1);
    const results = [await handle.readFile('utf8'), (await handle.read(Buffer.alloc(3), 0, 3, 1)).buffer.toString()];
    await handle.close();
    return [...results, await fs.readFile(`${dir}/file`, 'utf8')];
  });

  t('knows and changes its file', async ({ fs, dir }) => {
    const handle = await fs.open(`${dir}/file`, 'w+');
    await handle.write('0123456789');
    await handle.truncate(4);
    const results: unknown[] = [(await handle.stat()).size, (await handle.stat({ bigint: true })).size];
    await handle.truncate();
    await handle.utimes(1_500_000_000, new Date(1_600_000_000_000));
    const { mtimeMs, size, atimeMs } = await handle.stat();
    results.push(mtimeMs, size, atimeMs, await handle.sync(), await handle.datasync());
    await handle.chmod(0o444);
    results.push((await handle.stat()).mode & 0o222);
    await handle.chmod(0o644);
    results.push((await handle.stat()).mode & 0o777, handle.fd >= 0);
    await handle.close();
    return results;
  });

  t('refuses what is wrong, as node does', async ({ fs, dir }) => {
    const handle = await fs.open(`${dir}/file`, 'w+');
    const wrong = handle as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
    const calls: [string, unknown[]][] = [
      ['read', ['x']],
      ['read', [Buffer.alloc(0)]],
      ['read', [Buffer.alloc(3), 4, 5]],
      ['readv', ['x']],
      ['write', [5]],
      ['writev', [[5]]],
      ['writeFile', [5]],
      ['writeFile', ['x', 'nix']],
      ['readFile', [{ encoding: 'nix' }]],
      ['readFile', [{ signal: 5 }]],
      ['readFile', [{ signal: AbortSignal.abort() }]],
      ['truncate', ['x']],
      ['chmod', ['x']],
      ['chown', ['x', 1]],
      ['utimes', ['x', 1]],
    ];
    const results: unknown[] = [];
    for (const [name, args] of calls) results.push(await failure(dir, wrong[name]?.(...args) ?? Promise.resolve()));
    await handle.close();
    const reader = await fs.open(`${dir}/file`, 'r');
    results.push(await failure(dir, reader.write('x')), await failure(dir, reader.truncate(1)));
    await reader.close();
    return results;
  });

  t('is of no use once it is closed', async ({ fs, dir }) => {
    const handle = await fs.open(`${dir}/file`, 'w+');
    const { close } = handle;
    let events = 0;
    (handle as unknown as EventEmitter).on('close', () => events++);
    const results: unknown[] = [await Promise.all([close(), close(), handle[Symbol.asyncDispose]?.()])];
    const closed = handle as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
    for (const name of [
      'appendFile',
      'chmod',
      'chown',
      'datasync',
      'read',
      'readFile',
      'readv',
      'stat',
      'sync',
      'truncate',
    ]) {
      results.push(await failure(dir, closed[name]?.() ?? Promise.resolve()));
    }
    for (const name of ['utimes', 'write', 'writev', 'writeFile']) {
      results.push(await failure(dir, closed[name]?.() ?? Promise.resolve()));
    }
    results.push(
      await failure(dir, (async () => handle.readableWebStream())()),
      handle.fd,
      events,
      await handle.close(),
    );
    return results;
  });

  t('closes when what runs has finished', async ({ fs, dir }) => {
    const handle = await fs.open(`${dir}/file`, 'w+');
    const order: string[] = [];
    const note = (what: string) => () => order.push(what);
    (handle as unknown as EventEmitter).on('close', note('close event'));
    const writing = handle.write(Buffer.alloc(1_000_000, 1)).then(note('written'));
    const closing = handle.close().then(note('closed'));
    order.push('called');
    await Promise.all([writing, closing]);
    return [order, (await fs.stat(`${dir}/file`)).size];
  });

  t('reads lines', async ({ fs, dir }) => {
    await fs.writeFile(`${dir}/file`, 'one\ntwo\r\n\nfour');
    const handle = await fs.open(`${dir}/file`);
    const lines: string[] = [];
    for await (const line of handle.readLines()) lines.push(line);
    return [lines, handle.fd];
  });

  t('is a web stream, once', async ({ fs, dir }) => {
    await fs.writeFile(`${dir}/file`, Buffer.alloc(300_000, 5));
    const handle = await fs.open(`${dir}/file`);
    await handle.read(Buffer.alloc(10), 0, 10);
    const stream = handle.readableWebStream();
    const second = await failure(dir, (async () => handle.readableWebStream())());
    const content = await contentOf(stream as AsyncIterable<unknown>);
    await handle.close();
    return [content.length, content.every((byte) => byte === 5), second, handle.fd];
  });

  // Node 20 does not survive this.
  t.share('ends its web stream when it is closed', async ({ fs, dir }) => {
    await fs.writeFile(`${dir}/file`, Buffer.alloc(300_000, 5));
    const handle = await fs.open(`${dir}/file`);
    const reader = handle.readableWebStream().getReader();
    assert.is((await reader.read()).done, false);
    await handle.close();
    assert.is((await reader.read()).done, true);
    assert.is(handle.fd, -1);
  });

  t.share('closes with its web stream, if it shall', async ({ smb, dir, samba }) => {
    await smb.writeFile(`${dir}/file`, 'text');
    for (const wayOut of ['end', 'cancel'] as const) {
      const handle = await smb.open(`${dir}/file`);
      const closed = once(handle as unknown as EventEmitter, 'close');
      const stream = handle.readableWebStream({ autoClose: true });
      if (wayOut === 'end') await contentOf(stream as AsyncIterable<unknown>);
      else await stream.cancel();
      await closed;
      await handle.close();
      assert.is(handle.fd, -1);
    }
    assert.equal(await samba.openFiles(), []);
  });

  t.share('is an event emitter that serves for one of node', async ({ smb, dir }) => {
    const handle = await smb.open(`${dir}/file`, 'w');
    assert.instance(handle, FileHandle);
    assert.is(asNodes(handle as unknown as FileHandle).fd, handle.fd);
    await handle.close();
  });
});
