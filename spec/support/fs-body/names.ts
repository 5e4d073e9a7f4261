/** Names with characters that are special to somebody, and long ones. */
import * as assert from 'uvu/assert';
import { assertFails, type Behaviour, type BodyFs, exists, names } from './behaviour.ts';

const CONTROLS = Array.from({ length: 31 }, (_, index) => String.fromCharCode(index + 1));

/** Names that are forbidden, or mean something else, on some system or other. */
const SPECIAL: readonly string[] = [
  ...['"', '*', ':', '<', '>', '?', '|', '\\'].flatMap((sign) => [sign, `a${sign}b`, `${sign}x`, `x${sign}`]),
  '"*:<>?|\\',
  'C:\\Windows\\*.*',
  'a\\..\\b',
  'file:stream:$DATA',
  ...['trailing dot.', 'trailing dots...', 'trailing space ', 'both. .', '...', ' ', ' leading space', '.hidden'],
  ...['LONGNA~1.TXT', '~$lock.doc'],
  ...['%2F', '%', '#', '&', '+', ';', '$HOME', '`', "'", '{}', '[a]', '-rf', '~', '@GMT-2020.01.01-00.00.00'],
  ...CONTROLS,
  CONTROLS.join(''),
];

const FOREIGN: readonly string[] = [
  'Füße',
  '象の名前',
  'слон',
  'فيل',
  '🐘',
  '👨‍👩‍👧‍👦 family',
  'e\u0301 decomposed',
  '\u{1F418}.',
];

/** Of 255 bytes each, which is as long as a name gets. */
const LONGEST: readonly string[] = [
  'a'.repeat(255),
  'é'.repeat(127).padEnd(128, 'x'),
  '🐘'.repeat(63).padEnd(129, 'x'),
];

/** Has each name made, found, used, renamed and removed. */
async function survive(fs: BodyFs, dir: string, all: readonly string[]): Promise<void> {
  await Promise.all(all.map((name) => fs.writeFile(`${dir}/${name}`, name)));
  assert.equal(await names(fs, dir), [...all].sort());
  await Promise.all(
    all.map(async (name) => assert.is(await fs.readFile(`${dir}/${name}`, 'utf8'), name, JSON.stringify(name))),
  );
  const entries = await fs.readdir(dir, { withFileTypes: true });
  assert.equal(entries.map(({ name }) => name).sort(), [...all].sort());
  await fs.mkdir(`${dir}/moved`);
  await Promise.all(all.map((name) => fs.rename(`${dir}/${name}`, `${dir}/moved/${name}`)));
  assert.equal(await names(fs, `${dir}/moved`), [...all].sort());
  await Promise.all(
    all.map(async (name) => assert.is((await fs.stat(`${dir}/moved/${name}`)).size, Buffer.byteLength(name))),
  );
  await Promise.all(all.map((name) => fs.unlink(`${dir}/moved/${name}`)));
  assert.equal(await fs.readdir(`${dir}/moved`), []);
}

export const nameBehaviours: readonly Behaviour[] = [
  { name: 'keeps names with every forbidden character', run: (fs, dir) => survive(fs, dir, SPECIAL) },
  { name: 'keeps names in every script', run: (fs, dir) => survive(fs, dir, FOREIGN) },
  { name: 'keeps names of 255 bytes', run: (fs, dir) => survive(fs, dir, LONGEST) },
  {
    name: 'keeps such names for folders',
    async run(fs, dir) {
      for (const name of ['a:b', 'dot.', 'space ', '\u0001', '🐘', 'a'.repeat(255)]) {
        await fs.mkdir(`${dir}/${name}/${name}`, { recursive: true });
        await fs.writeFile(`${dir}/${name}/${name}/file`, name);
        assert.equal((await fs.readdir(`${dir}/${name}`, { recursive: true })).sort(), [name, `${name}/file`]);
        await fs.rm(`${dir}/${name}`, { recursive: true });
        assert.equal(await fs.readdir(dir), []);
      }
    },
  },
  {
    name: 'refuses names that are too long',
    async run(fs, dir) {
      const path = `${dir}/${'a'.repeat(256)}`;
      await assertFails(fs.writeFile(path, ''), { code: 'ENAMETOOLONG', syscall: 'open', path });
      await assertFails(fs.mkdir(path), { code: 'ENAMETOOLONG', syscall: 'mkdir', path });
      await assertFails(fs.stat(`${dir}/${'é'.repeat(128)}`), { code: 'ENAMETOOLONG', syscall: 'stat' });
      assert.equal(await fs.readdir(dir), []);
    },
  },
  {
    name: 'keeps a name apart from its part before a special character',
    async run(fs, dir) {
      await fs.writeFile(`${dir}/name:`, '');
      assert.not(await exists(fs, `${dir}/name`));
      await fs.writeFile(`${dir}/name`, 'plain');
      await fs.writeFile(`${dir}/name.`, 'dotted');
      assert.is(await fs.readFile(`${dir}/name`, 'utf8'), 'plain');
      assert.equal(await names(fs, dir), ['name', 'name.', 'name:']);
    },
  },
];
