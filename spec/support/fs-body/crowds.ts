/** Many at once. */
import * as assert from 'uvu/assert';
import { assertFails, type Behaviour, exists, names } from './behaviour.ts';

/** Long names, so that a listing of 120 is more than the 64 KiB that a reply of the oldest dialect holds. */
function numbered(count: number): string[] {
  return Array.from(
    { length: count },
    (_, index) => `${String(index).padStart(4, '0')} has a name that takes room${'.'.repeat(200)}!`,
  );
}

/** Does `half` things at once, of each kind, and lists twice as many entries. */
function crowd(half: number): Behaviour {
  return {
    name: `does ${half} things at once, and lists ${2 * half} entries`,
    async run(fs, dir) {
      const all = numbered(2 * half);
      const [files, folders] = [all.slice(0, half), all.slice(half)];
      await Promise.all(files.map((name) => fs.writeFile(`${dir}/${name}`, name)));
      await Promise.all(folders.map((name) => fs.mkdir(`${dir}/${name}`)));
      assert.equal(await names(fs, dir), all);
      const found: string[] = [];
      for await (const entry of await fs.opendir(dir)) if (entry.isFile()) found.push(entry.name);
      assert.equal(found.sort(), files);
      await Promise.all(
        files.map(async (name, index) => {
          const path = `${dir}/${name}`;
          if (index % 5 === 0) return fs.rename(path, `${path}!`);
          if (index % 5 === 1) return fs.unlink(path);
          if (index % 5 === 2) return fs.appendFile(path, '!');
          if (index % 5 === 3) return assert.is(await fs.readFile(path, 'utf8'), name);
          return assertFails(fs.mkdir(path), { code: 'EEXIST', path });
        }),
      );
      const [sample = ''] = files;
      const { length } = sample;
      for (const [index, name] of files.slice(half - 20).entries()) {
        const path = `${dir}/${name}`;
        if (index % 5 === 0) assert.is(await fs.readFile(`${path}!`, 'utf8'), name);
        if (index % 5 === 1) assert.not(await exists(fs, path));
        if (index % 5 === 2) assert.is((await fs.stat(path)).size, length + 1);
      }
      const left = files.flatMap((name, index) => (index % 5 === 1 ? [] : [index % 5 === 0 ? `${name}!` : name]));
      assert.equal(await names(fs, dir), [...left, ...folders].sort());
    },
  };
}

/** What takes half the time of all behaviours, to be proved once for each server. */
export const largeCrowd: Behaviour = crowd(500);

export const crowdBehaviours: readonly Behaviour[] = [
  crowd(60),
  {
    name: 'keeps many files open',
    async run(fs, dir) {
      const all = numbered(100);
      const files = await Promise.all(all.map((name) => fs.open(`${dir}/${name}`, 'w+')));
      await Promise.all(files.map((file, index) => file.write(`${index}`)));
      const texts = await Promise.all(
        files.map(async (file) => {
          const { buffer, bytesRead } = await file.read(Buffer.alloc(10), 0, 10, 0);
          return buffer.toString('latin1', 0, bytesRead);
        }),
      );
      assert.equal(
        texts,
        all.map((_, index) => `${index}`),
      );
      await Promise.all(files.map((file) => file.close()));
    },
  },
];
