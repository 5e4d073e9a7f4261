import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { resolveOptions } from '../../../lib/fs/options/options.ts';
import { smbUrlResolver } from '../../../lib/fs/options/smb-url-path.ts';
import { thrownBy } from '../../support/node-peer.ts';

const test = suite('fs/smb-url-path');

const resolve = smbUrlResolver(resolveOptions('smb://ann:pw@nas/backups/2026'));

test('a URL of the same share names a path from the root', () => {
  assert.is(resolve(new URL('smb://nas/backups/2026/a%20b/c')), '/a b/c');
  assert.is(resolve(new URL('smb://nas/backups/2026')), '/');
  assert.is(resolve(new URL('smb://nas/backups/2026/')), '/');
  assert.is(resolve(new URL('smb://nas/backups/2026/a/')), '/a/');
});

test('case, users and parameters do not matter, and a port only where there is one', () => {
  assert.is(resolve(new URL('smb://bob:x@NAS/Backups/2026/a?whatever=1')), '/a');
  const other = smbUrlResolver(resolveOptions('smb://ann@nas:4450/s'));
  assert.is(other(new URL('smb://nas/s/a')), '/a');
  assert.is(other(new URL('smb://nas:4450/s/a')), '/a');
  assert.throws(() => other(new URL('smb://nas:445/s/a')), /must be one of/);
});

test('the path is below the mount point', () => {
  const mounted = smbUrlResolver(resolveOptions('smb://ann@nas/s?mount-point=/mnt/nas/'));
  assert.is(mounted(new URL('smb://nas/s/a')), '/mnt/nas/a');
  assert.is(mounted(new URL('smb://nas/s')), '/mnt/nas/');
});

test('a URL of another place is refused without showing its password', () => {
  const others = [
    'smb://other/backups/2026/a',
    'smb://nas/other/2026/a',
    'smb://nas/backups/2025/a',
    'smb://nas/backups',
  ];
  for (const other of [...others, 'smb://nas/backups/2026/../a']) {
    const error = thrownBy(() => resolve(new URL(other.replace('//', '//ann:S3CRET@'))));
    assert.instance(error, TypeError);
    assert.is((error as NodeJS.ErrnoException).code, 'ERR_INVALID_ARG_VALUE');
    assert.is((error as Error).message, 'The URL must be one of smb://nas/backups/2026');
  }
});

test.run();
