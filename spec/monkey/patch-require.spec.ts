/** `patchRequire`: modules on a share. */
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as assert from 'uvu/assert';
import { SmbFs } from '../../lib/index.ts';
import { patchRequire } from '../../lib/monkey/index.ts';
import type { Samba } from '../support/samba.ts';
import { sambaSuite } from '../support/samba-suite.ts';

const test = sambaSuite('monkey/patchRequire');

/** One for all tests, as its worker takes a while to start. */
let shared: SmbFs | undefined;
test.after(() => shared?.destroy());

const MOUNT = '/mnt/modules';
let counter = 0;

/** Puts files on the share and runs a body with a `require` that stands among them. */
async function onShare(
  samba: Samba,
  files: Readonly<Record<string, string>>,
  body: (require: NodeJS.Require, undo: () => void) => void,
): Promise<void> {
  const home = `t${counter++}`;
  for (const [name, text] of Object.entries(files)) {
    const file = join(samba.folder(), home, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  shared ??= new SmbFs(samba.url(), { mountPoint: MOUNT });
  const undo = patchRequire(shared);
  try {
    body(createRequire(join(MOUNT, home, 'main.js')), undo);
  } finally {
    undo();
  }
}

function codeOf(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return (error as { code?: unknown }).code ?? (error as Error).name;
  }
  return 'ok';
}

test('finds files, folders and packages, and what those require', async ({ samba }) => {
  const files = {
    'file.js': 'exports.name = __filename; exports.twice = require("./twice");',
    'twice.js': 'module.exports = 2;',
    'common.cjs': '\ufeffmodule.exports = "common";',
    'data.json': '\ufeff{ "a": 1 }',
    'folder/index.js': 'module.exports = require("..//data");',
    'described/package.json': '{ "main": "lib/start" }',
    'described/lib/start.js': 'module.exports = require("path").basename(__dirname);',
    'node_modules/plain/index.js': 'module.exports = require("./deep/down");',
    'node_modules/plain/deep/down.js': 'module.exports = require("plain/other.json");',
    'node_modules/plain/other.json': '"other"',
  };
  await onShare(samba, files, (require) => {
    assert.is(require('./file').twice, 2);
    assert.is(require('./file.js'), require('./file'));
    assert.is(require('./file').name, require.resolve('./file'));
    assert.is(require('./common.cjs'), 'common');
    assert.equal(require('./folder'), { a: 1 });
    assert.is(require('./described'), 'lib');
    assert.is(require('plain'), 'other');
    assert.is(require('node:path').sep, '/');
  });
});

test('a package lets out what its exports say', async ({ samba }) => {
  const files = {
    'node_modules/@scope/pack/package.json': JSON.stringify({
      exports: { '.': { import: './no.mjs', require: './yes.js' }, './parts/*': './lib/*.js' },
    }),
    'node_modules/@scope/pack/yes.js': 'module.exports = "yes";',
    'node_modules/@scope/pack/lib/one.js': 'module.exports = 1;',
  };
  await onShare(samba, files, (require) => {
    assert.is(require('@scope/pack'), 'yes');
    assert.is(require('@scope/pack/parts/one'), 1);
    assert.is(
      codeOf(() => require('@scope/pack/lib/one.js')),
      'ERR_PACKAGE_PATH_NOT_EXPORTED',
    );
  });
});

test('fails as node does', async ({ samba }) => {
  await onShare(samba, { 'bad.json': '{', 'bad.js': 'throw new RangeError("mine")' }, (require) => {
    assert.is(
      codeOf(() => require('./nothing')),
      'MODULE_NOT_FOUND',
    );
    assert.is(
      codeOf(() => require('nothing')),
      'MODULE_NOT_FOUND',
    );
    assert.is(
      codeOf(() => require('./bad.json')),
      'SyntaxError',
    );
    assert.is(
      codeOf(() => require('./bad.js')),
      'RangeError',
    );
  });
});

test('leaves modules on the disk to node', async ({ samba }) => {
  await onShare(
    samba,
    { 'far.js': `module.exports = require(${JSON.stringify(import.meta.dirname)} + '/../../package.json');` },
    (require) => {
      const here = createRequire(import.meta.url);
      assert.is(here('fs-monkey'), createRequire(`${import.meta.dirname}/other.js`)('fs-monkey'));
      assert.is(here.resolve('uvu/assert').endsWith('index.js'), true, 'by its exports');
      assert.is(require('./far').name, 'smbfs');
    },
  );
});

test('undoing ends it', async ({ samba }) => {
  const files = { 'before.js': 'module.exports = 1;', 'after.js': 'module.exports = 2;' };
  await onShare(samba, files, (require, undo) => {
    assert.is(require('./before'), 1);
    undo();
    assert.is(
      codeOf(() => require('./after')),
      'MODULE_NOT_FOUND',
    );
  });
});

test.run();
