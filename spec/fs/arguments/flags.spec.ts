import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { flagsNumber, parseFlags } from '../../../lib/fs/arguments/flags.ts';
import { assertSameArgumentError, thrownBy } from '../../support/node-peer.ts';
import { skipIf } from '../../support/skip.ts';

const test = suite('fs/flags');

const WORDS = [
  ...['r', 'r+', 'rs', 'sr', 'rs+', 'sr+', 'w', 'wx', 'xw', 'w+', 'wx+', 'xw+'],
  ...['a', 'ax', 'xa', 'as', 'sa', 'a+', 'ax+', 'xa+', 'as+', 'sa+'],
];

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'smbfs-'));
test.after(() => fs.rmSync(folder, { recursive: true }));

test('flags say what they ask for', () => {
  const nothing = {
    ...{ read: false, write: false, append: false, create: false, exclusive: false },
    ...{ truncate: false, sync: false, directory: false, noFollow: false },
  };
  assert.equal(parseFlags('r'), { ...nothing, read: true });
  assert.equal(parseFlags(undefined), { ...nothing, read: true });
  assert.equal(parseFlags(null), { ...nothing, read: true });
  assert.equal(parseFlags('wx+'), {
    ...nothing,
    ...{ read: true, write: true, create: true, truncate: true, exclusive: true },
  });
  assert.equal(parseFlags('as'), { ...nothing, write: true, append: true, create: true, sync: true });
  const { O_WRONLY, O_DIRECTORY, O_NOFOLLOW, O_DSYNC } = fs.constants;
  assert.equal(parseFlags(O_WRONLY | O_DIRECTORY | O_NOFOLLOW | O_DSYNC), {
    ...nothing,
    ...{ write: true, directory: true, noFollow: true, sync: true },
  });
});

/** What the kernel has opened. */
function openedBy(fd: number): { read: boolean; write: boolean; append: boolean; sync: boolean } {
  const [, octal = ''] = /^flags:\s*([0-7]+)$/m.exec(fs.readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8')) ?? [];
  const { read, write, append, sync } = parseFlags(Number.parseInt(octal, 8) & ~fs.constants.O_CREAT);
  return { read, write, append, sync };
}

const unlessLinux = fs.existsSync('/proc/self/fdinfo')
  ? undefined
  : 'only Linux tells what a descriptor was opened with';

skipIf(test, unlessLinux)('every word does with node what it is said to ask for', () => {
  for (const word of WORDS) {
    const flags = parseFlags(word);
    const [there, missing] = [path.join(folder, `${word}-there`), path.join(folder, `${word}-missing`)];
    fs.writeFileSync(there, 'content');
    for (const file of [there, missing]) {
      const expected = file === there ? flags.exclusive && 'EEXIST' : !flags.create && 'ENOENT';
      let fd: number | undefined;
      const error = thrownBy(() => {
        fd = fs.openSync(file, word);
      }) as NodeJS.ErrnoException | undefined;
      assert.is(error?.code ?? false, expected, `${word} ${file}`);
      if (fd === undefined) continue;
      const { read, write, append, sync } = flags;
      assert.equal(openedBy(fd), { read, write, append, sync }, word);
      fs.closeSync(fd);
    }
    assert.is(fs.statSync(there).size === 0, flags.truncate && !flags.exclusive, word);
  }
});

test('flags that node refuses are refused in the same words, and no others', () => {
  const values: readonly unknown[] = [
    ...[...WORDS, '', 'R', 'rw', 'r ', 'ra', 'x', '+', 'toString', '0', 'rr'],
    ...[undefined, null, 0, 3, 1.5, -1, 2 ** 31, -(2 ** 31), -(2 ** 31) - 1, Number.NaN, Infinity],
    ...[true, {}, [], ['r'], 1n, Symbol('s'), () => {}],
  ];
  for (const flags of values) {
    assertSameArgumentError(
      () => flagsNumber(flags),
      () => fs.openSync('/proc/nowhere/file', flags as string),
    );
  }
});

test('-0, on which some nodes crash, is 0', () => {
  assert.ok(Object.is(flagsNumber(-0), 0));
});

test('the name of the argument is told', () => {
  assert.throws(
    () => parseFlags(1.5, 'options.flag'),
    ({ message }: Error) => message.startsWith('The value of "options.flag" is out of range.'),
  );
});

test.run();
