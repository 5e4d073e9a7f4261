import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MalformedError } from '../../lib/errors.ts';
import { decodePath, encodePath, isTooLong, isTooLongInBytes, PathMap, parsePath } from '../../lib/names/share-path.ts';

const test = suite('names/share-path');

test('a path is read from the root, by its text', () => {
  const cases: ReadonlyArray<readonly [path: string, components: string[], mustBeDirectory: boolean]> = [
    ['/', [], true],
    ['', [], true],
    ['.', [], true],
    ['/a', ['a'], false],
    ['a', ['a'], false],
    ['/a/b/../c', ['a', 'c'], false],
    ['//a///b', ['a', 'b'], false],
    ['/a/./b', ['a', 'b'], false],
    ['/a/', ['a'], true],
    ['/a/.', ['a'], true],
    ['/a/b/..', ['a'], true],
    ['/../../a', ['a'], false],
    ['..', [], true],
    ['a/../../../b', ['b'], false],
    ['/a\\b', ['a\\b'], false],
    ['/...', ['...'], false],
    ['/ /..a', [' ', '..a'], false],
  ];
  for (const [path, components, mustBeDirectory] of cases) {
    assert.equal(parsePath(path), { components, mustBeDirectory }, path);
  }
});

test('no path climbs out of the root', () => {
  const anyPath = fc.array(fc.constantFrom('..', '.', '', 'a', 'b')).map((names) => names.join('/'));
  const map = new PathMap({ root: '/backups/2026' });
  fc.assert(
    fc.property(anyPath, (path) => {
      const place = map.resolve(path);
      if (path === '') return assert.is(place, undefined);
      assert.equal(place?.components.slice(0, 2), ['backups', '2026']);
    }),
  );
});

test('names are joined by backslashes, each mapped on its own', () => {
  assert.is(encodePath([]), '');
  assert.is(encodePath(['a']), 'a');
  assert.is(encodePath(['a b', 'c:d', 'e\\f', 'g.']), 'a b\\c\uf022d\\e\uf026f\\g\uf029');
});

test('a received path is taken apart again', () => {
  assert.equal(decodePath(''), []);
  assert.equal(decodePath('a b\\c\uf022d\\e\uf026f\\g\uf029'), ['a b', 'c:d', 'e\\f', 'g.']);
  const refused = (error: unknown) => error instanceof MalformedError;
  for (const wire of ['..\\a', 'a\\..', '\\a', 'a\\', 'a\\\\b', 'a/b', '.'])
    assert.throws(() => decodePath(wire), refused);
});

test('a name of more than 255 characters fits no server', () => {
  assert.not.ok(isTooLong(['x'.repeat(255), 'y'.repeat(255)]));
  assert.ok(isTooLong(['a', 'x'.repeat(256)]));
  assert.not.ok(isTooLong([]));
});

test('a path of more than 32767 characters fits no request', () => {
  const folders = Array.from({ length: 128 }, () => 'x'.repeat(255)); // 128 * 256 - 1 = 32767
  assert.not.ok(isTooLong(folders));
  assert.ok(isTooLong([...folders, 'y']));
});

test('a name of more than 255 bytes of UTF-8 fits some servers only', () => {
  assert.not.ok(isTooLongInBytes(['x'.repeat(255)]));
  assert.not.ok(isTooLongInBytes(['字'.repeat(85)]));
  assert.ok(isTooLongInBytes(['字'.repeat(86)]));
  assert.not.ok(isTooLong(['字'.repeat(86)]));
  assert.not.ok(isTooLongInBytes(['💾'.repeat(63)]));
  assert.ok(isTooLongInBytes(['a', '💾'.repeat(64)]));
});

test('a mapped character counts three bytes', () => {
  assert.not.ok(isTooLongInBytes([':'.repeat(85)]));
  assert.ok(isTooLongInBytes([':'.repeat(86)]));
  assert.ok(isTooLongInBytes([`${'x'.repeat(254)}.`]));
});

test('without a mount point, absolute and relative paths start at the root', () => {
  const map = new PathMap({ root: '/' });
  assert.equal(map.resolve('/a/b'), { components: ['a', 'b'], mustBeDirectory: false });
  assert.equal(map.resolve('a/b/'), { components: ['a', 'b'], mustBeDirectory: true });
  assert.equal(map.resolve('.'), { components: [], mustBeDirectory: true });
});

test('the root is joined in front', () => {
  const map = new PathMap({ root: '/backups/2026/' });
  assert.equal(map.resolve('/a')?.components, ['backups', '2026', 'a']);
  assert.equal(map.resolve('/')?.components, ['backups', '2026']);
});

test('the empty path names nothing', () => {
  assert.is(new PathMap({ root: '/' }).resolve(''), undefined);
  assert.is(new PathMap({ root: '/', mountPoint: '/mnt' }).resolve(''), undefined);
});

test('with a mount point, only what lies below it is there', () => {
  const map = new PathMap({ root: '/r', mountPoint: '/mnt/nas/' });
  assert.equal(map.resolve('/mnt/nas'), { components: ['r'], mustBeDirectory: false });
  assert.equal(map.resolve('/mnt/nas/a/b')?.components, ['r', 'a', 'b']);
  assert.equal(map.resolve('/mnt//./nas/a')?.components, ['r', 'a']);
  assert.is(map.resolve('/mnt'), undefined);
  assert.is(map.resolve('/mnt/nasty'), undefined);
  assert.is(map.resolve('/etc/passwd'), undefined);
  assert.is(map.resolve('/mnt/nas/../other'), undefined);
  assert.equal(map.resolve('/mnt/other/../nas/a')?.components, ['r', 'a']);
});

test('with a mount point, relative paths start where the process stands', () => {
  let cwd = '/mnt/nas/work';
  const map = new PathMap({ root: '/', mountPoint: '/mnt/nas', cwd: () => cwd });
  assert.equal(map.resolve('a')?.components, ['work', 'a']);
  assert.equal(map.resolve('../a')?.components, ['a']);
  assert.is(map.resolve('../../a'), undefined);
  cwd = '/home';
  assert.is(map.resolve('a'), undefined);
  assert.equal(map.resolve('../mnt/nas/a')?.components, ['a']);
});

test('with a mount point, process.cwd() is asked each time', () => {
  const before = process.cwd();
  const map = new PathMap({ root: '/', mountPoint: '/' });
  try {
    process.chdir('/');
    assert.equal(map.resolve('a')?.components, ['a']);
    process.chdir('/usr');
    assert.equal(map.resolve('a')?.components, ['usr', 'a']);
  } finally {
    process.chdir(before);
  }
});

test('a place is presented as the program would write it', () => {
  const map = new PathMap({ root: '/r', mountPoint: '/mnt/nas' });
  assert.is(map.present(['r']), '/mnt/nas');
  assert.is(map.present(['r', 'a', 'b']), '/mnt/nas/a/b');
  assert.is(map.present(['elsewhere']), undefined);
  assert.is(map.present([]), undefined);
  assert.is(new PathMap({ root: '/' }).present([]), '/');
  assert.is(new PathMap({ root: '/r' }).present(['r', 'a']), '/a');
});

test('presenting and resolving are each other’s inverse', () => {
  const names = fc.array(fc.constantFrom('a', 'b c', 'd:e', '...'));
  const map = new PathMap({ root: '/r/s', mountPoint: '/mnt' });
  fc.assert(
    fc.property(names, (inside) => {
      const components = ['r', 's', ...inside];
      assert.equal(map.resolve(map.present(components) ?? '')?.components, components);
    }),
  );
});

test.run();
