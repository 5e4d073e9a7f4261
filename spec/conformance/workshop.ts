/** A folder with copies of node's tests in which `fs` is spelled otherwise: the package beside them stands for it. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { type NodeTest, prepared } from './tests.ts';

const PACKAGE = 'fs-under-test';

/** What a test exits with that skips itself. */
export const SKIPPED = 75;

/** `require('fs')`, `from 'node:fs/promises'`, `import("fs")`: the name alone, wherever a module is named. */
const MODULE_NAME = /(?<=\b(?:require\(|import\(|from )['"])(?:node:)?fs(?=(?:\/promises)?['"])/g;

/** Makes the folder from a checkout of node; the tests in it are at the same places as there. */
export function makeWorkshop(checkout: string, tests: readonly NodeTest[]): string {
  const workshop = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'smbfs-conformance-'));
  // Tests are run by an account that may not do everything.
  fs.chmodSync(workshop, 0o755);
  for (const folder of ['common', 'fixtures']) {
    fs.cpSync(path.join(checkout, 'test', folder), path.join(workshop, 'test', folder), { recursive: true });
  }
  const common = path.join(workshop, 'test/common');
  fs.appendFileSync(path.join(common, 'index.js'), `\ncommon.skip = () => process.exit(${SKIPPED});\n`);
  fs.copyFileSync(path.join(import.meta.dirname, 'tmpdir.cjs'), path.join(common, 'tmpdir.js'));
  for (const { name } of tests) {
    const text = fs.readFileSync(path.join(checkout, 'test', name), 'utf8');
    const copy = path.join(workshop, 'test', name);
    fs.mkdirSync(path.dirname(copy), { recursive: true });
    fs.writeFileSync(copy, prepared(name, text).replace(MODULE_NAME, PACKAGE));
  }
  makePackage(path.join(workshop, 'node_modules', PACKAGE));
  return workshop;
}

function makePackage(folder: string): void {
  fs.mkdirSync(folder, { recursive: true });
  const write = (name: string, text: string) => fs.writeFileSync(path.join(folder, name), text);
  fs.copyFileSync(path.join(import.meta.dirname, 'fs-under-test.cjs'), path.join(folder, 'index.cjs'));
  write('promises.cjs', "module.exports = require('./index.cjs').promises;\n");
  write('index.mjs', esModule('./index.cjs', fs));
  write('promises.mjs', esModule('./promises.cjs', fs.promises));
  const forms = (name: string) => ({ import: `./${name}.mjs`, require: `./${name}.cjs` });
  write('package.json', JSON.stringify({ exports: { '.': forms('index'), './promises': forms('promises') } }));
}

/** Has the names that node's own module has, as an `import` of a name that is missing would be an error. */
function esModule(source: string, shape: object): string {
  const names = Object.keys(shape).filter((name) => name !== 'default');
  return [
    `import all from '${source}';`,
    'export default all;',
    ...names.map((name) => `export const ${name} = all.${name};`),
    '',
  ].join('\n');
}
