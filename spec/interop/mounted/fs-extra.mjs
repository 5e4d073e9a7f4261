/** fs-extra at work, between a share and this machine. */
import assert from 'node:assert/strict';
import fse from 'fs-extra';

const [, , here] = process.argv;
const there = '/mnt/nas/fs-extra';

await fse.outputFile(`${there}/a/b/file.txt`, 'hello');
assert.equal(await fse.readFile(`${there}/a/b/file.txt`, 'utf8'), 'hello');
await fse.outputJson(`${there}/a/data.json`, { n: 1 }, { spaces: 2 });
assert.deepEqual(await fse.readJson(`${there}/a/data.json`), { n: 1 });

await fse.copy(`${there}/a`, `${there}/copy`);
await fse.copy(`${there}/a`, `${here}/copy`);
await fse.copy(`${here}/copy`, `${there}/back`, { preserveTimestamps: true });
fse.copySync(`${there}/back`, `${there}/sync`);
for (const copy of [`${there}/copy`, `${here}/copy`, `${there}/back`, `${there}/sync`]) {
  assert.deepEqual(fse.readdirSync(copy).sort(), ['b', 'data.json']);
  assert.equal(fse.readFileSync(`${copy}/b/file.txt`, 'utf8'), 'hello');
}

await fse.move(`${there}/copy`, `${there}/moved`);
await fse.move(`${there}/moved`, `${here}/moved`);
fse.moveSync(`${here}/moved`, `${there}/home`);
assert.deepEqual(await fse.pathExists(`${there}/copy`), false);
assert.deepEqual(await fse.pathExists(`${here}/moved`), false);
assert.equal(fse.readJsonSync(`${there}/home/data.json`).n, 1);

await fse.ensureLink(`${there}/a/data.json`, `${there}/linked.json`);
await fse.ensureFile(`${there}/x/y/z`);
fse.ensureDirSync(`${there}/p/q`);
await fse.emptyDir(`${there}/home`);
assert.deepEqual(await fse.readdir(`${there}/home`), []);
await fse.remove(there);
assert.deepEqual(fse.existsSync(there), false);
