/** archiver and tar: archives of what is on a share, on a share, and unpacked to it. */
import assert from 'node:assert/strict';
import {
  createReadStream,
  createWriteStream,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { finished, pipeline } from 'node:stream/promises';
import { TarArchive, ZipArchive } from 'archiver';
import * as tar from 'tar';

const [, , here] = process.argv;
const there = '/mnt/nas/archives';
const big = Buffer.alloc(1_500_000, 'smb');

mkdirSync(`${there}/tree/deep`, { recursive: true });
writeFileSync(`${there}/tree/small.txt`, 'small');
writeFileSync(`${there}/tree/deep/big.bin`, big);

function check(folder) {
  assert.deepEqual(readdirSync(folder, { recursive: true }).sort(), ['deep', 'deep/big.bin', 'small.txt']);
  assert.equal(readFileSync(`${folder}/small.txt`, 'utf8'), 'small');
  assert.ok(readFileSync(`${folder}/deep/big.bin`).equals(big));
}

async function archive(archiver, file) {
  const out = createWriteStream(file);
  archiver.pipe(out);
  archiver.directory(`${there}/tree`, false);
  await Promise.all([archiver.finalize(), finished(out)]);
}

await archive(new TarArchive(), `${there}/archiver.tar`);
mkdirSync(`${there}/1`);
await tar.extract({ file: `${there}/archiver.tar`, cwd: `${there}/1` });
check(`${there}/1`);

await archive(new ZipArchive(), `${there}/archiver.zip`);
assert.equal(readFileSync(`${there}/archiver.zip`).subarray(0, 2).toString(), 'PK');
assert.ok(statSync(`${there}/archiver.zip`).size > 100);

await tar.create({ file: `${there}/tar.tgz`, gzip: true, cwd: `${there}/tree` }, ['.']);
mkdirSync(`${here}/2`);
await tar.extract({ file: `${there}/tar.tgz`, cwd: `${here}/2` });
check(`${here}/2`);

tar.create({ file: `${here}/sync.tar`, sync: true, cwd: `${here}/2` }, ['deep', 'small.txt']);
mkdirSync(`${there}/3`);
tar.extract({ file: `${here}/sync.tar`, sync: true, cwd: `${there}/3` });
check(`${there}/3`);

mkdirSync(`${there}/4`);
await pipeline(createReadStream(`${there}/tar.tgz`), tar.extract({ cwd: `${there}/4` }));
check(`${there}/4`);
