import * as fs from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { mkdtempPrefix, pathArgument } from '../../../lib/fs/arguments/path-argument.ts';
import { assertSameArgumentError, assertSameError } from '../../support/node-peer.ts';

const test = suite('fs/path-argument');

test('text is taken as it is', () => {
  for (const path of ['', '/', 'a/b', '/\\', ' ', '/字']) assert.is(pathArgument(path), path);
});

test('bytes are read as UTF-8, whatever array holds them', () => {
  assert.is(pathArgument(Buffer.from('/字')), '/字');
  assert.is(pathArgument(new Uint8Array([0x2f, 0x61])), '/a');
  assert.is(pathArgument(new Uint8Array(Buffer.from('x/abc/y')).subarray(1, 5)), '/abc');
});

test('a file URL names its path', () => {
  assert.is(pathArgument(new URL('file:///a%20b/c%23')), '/a b/c#');
  assert.is(pathArgument(new URL('file://localhost/a')), '/a');
  assert.is(pathArgument(new URL('file:///C:/a')), '/C:/a');
});

test('an smb URL names the path that the file system finds for it', () => {
  const asked: URL[] = [];
  const url = new URL('smb://nas/share/a');
  const resolve = (asking: URL): string => {
    asked.push(asking);
    return '/found';
  };
  assert.is(pathArgument(url, 'path', resolve), '/found');
  assert.equal(asked, [url]);
  assert.throws(() => pathArgument(url, 'path', () => '/a\0b'), /null bytes/);
});

test('what node refuses is refused in the same words', () => {
  const bad: readonly unknown[] = [
    ...[undefined, null, 1, true, {}, [], Symbol('s'), () => {}, new Date(0), new Uint16Array(1), new ArrayBuffer(1)],
    ...['a\0b', '\0', Buffer.from('a\0'), new Uint8Array([0])],
    ...[new URL('http://x/'), new URL('smb://nas/share/a'), new URL('file://host/a'), new URL('file:///a%2fb')],
    ...[
      new URL('file:///a%00b'),
      { href: 'file:///a', protocol: 'file:', auth: null, path: '/a' },
      { href: 'x', protocol: 'file:' },
    ],
  ];
  for (const path of bad) {
    assertSameError(
      () => pathArgument(path),
      () => fs.statSync(path as string),
    );
    assertSameError(
      () => pathArgument(path, 'oldPath'),
      () => fs.renameSync(path as string, 'x'),
    );
  }
});

test('what node takes is taken', () => {
  const good: readonly unknown[] = ['', '.', Buffer.alloc(0), new Uint8Array([0x2e]), new URL('file:///')];
  for (const path of good) {
    assertSameArgumentError(
      () => pathArgument(path),
      () => fs.statSync(path as string),
    );
  }
});

test('the prefix of a temporary folder is a path, and called a prefix', () => {
  assert.is(mkdtempPrefix('/tmp/a-'), '/tmp/a-');
  for (const prefix of [undefined, 5, 'a\0', {}]) {
    assertSameError(
      () => mkdtempPrefix(prefix),
      () => fs.mkdtempSync(prefix as string),
    );
  }
});

test('one warning is given of prefixes that end with X', async () => {
  const warnings: Error[] = [];
  const note = (warning: Error): unknown => warning.message.includes('mkdtemp') && warnings.push(warning);
  process.on('warning', note);
  mkdtempPrefix('/tmp/aX');
  mkdtempPrefix(Buffer.from('/tmp/bX'));
  await new Promise(setImmediate);
  process.off('warning', note);
  assert.equal(
    warnings.map(({ message }) => message),
    ['mkdtemp() templates ending with X are not portable. For details see: https://nodejs.org/api/fs.html'],
  );
});

test.run();
