/** The layers of lib: who may import whom. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findBreaches, findCycles, type LayerRules } from './support/layering.ts';

/**
 * What each layer may import beside itself: a layer (`wire`) or a single file (`wire/ntstatus`). Layers are folders of
 * lib, or files there. Each of the client's layers uses those below it, from the command line down to the socket.
 */
const rules: LayerRules = {
  errors: [],

  // Bytes and what is computed from them: no sockets, no state.
  wire: ['errors'],
  crypto: ['errors'],
  names: ['errors'],
  auth: ['errors', 'crypto', 'wire/reader', 'wire/writer'],
  security: ['errors', 'crypto', 'wire'],

  // The client. An upward need is an interface declared below.
  transport: ['errors', 'wire/writer'],
  connection: ['errors', 'wire', 'crypto', 'transport'],
  session: ['errors', 'wire', 'crypto', 'auth', 'security', 'transport', 'connection'],
  tree: ['errors', 'wire', 'transport', 'connection', 'session'],
  open: ['errors', 'wire', 'transport', 'connection', 'session', 'tree'],
  rpc: ['errors', 'wire', 'transport', 'connection', 'session', 'tree', 'open'],
  manager: ['errors', 'wire', 'transport', 'connection', 'session', 'tree', 'open', 'rpc'],
  fs: [
    ...['errors', 'wire/ntstatus', 'names'],
    ...['transport', 'connection', 'session', 'tree', 'open', 'rpc', 'manager'],
  ],
  index: ['errors', 'transport', 'connection', 'session', 'tree', 'open', 'rpc', 'manager', 'fs'],

  // What stands beside the client or upon it.
  server: ['errors', 'wire', 'crypto', 'auth', 'security', 'names', 'transport'],
  measure: ['errors', 'index'],
  diagnosis: ['errors', 'index'],
  monkey: ['errors', 'index', 'fs'],
  ui: ['errors', 'index', 'measure', 'diagnosis', 'fs/options/options', 'transport/transport'],
  // What runs in a browser.
  'ui/page': ['ui/protocol', 'diagnosis/test-steps'],
  cli: ['index', 'server', 'measure', 'diagnosis', 'ui'],
};

/** What is built into the page comes along in it, and nothing else may use it. */
const PAGE_PACKAGES = ['preact', '@preact/signals'];

const root = path.join(import.meta.dirname, '..');

/** The packages that come along with this one. */
function dependencies(): string[] {
  const text = fs.readFileSync(path.join(root, 'package.json'), 'utf8');
  const { dependencies, optionalDependencies, peerDependencies } = JSON.parse(text) as Record<string, object>;
  return Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
}

function readSources(folder: string): Map<string, string> {
  const names = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name));
  return new Map(names.map((name) => [name, fs.readFileSync(path.join(folder, name), 'utf8')]));
}

const test = suite('layering');

test('every file of lib says what it is and imports only what its layer may, without cycles', () => {
  const packages = dependencies();
  const breaches = findBreaches(readSources(path.join(root, 'lib')), rules, (layer) =>
    layer === 'ui/page' ? PAGE_PACKAGES : packages,
  );
  assert.equal(breaches, []);
});

test('the rules themselves have no cycle', () => {
  const layers = Object.entries(rules).map(([layer, allowed]) => [
    layer,
    allowed.map((name) => name.split('/')[0] ?? ''),
  ]);
  assert.equal(findCycles(new Map(layers as Array<[string, string[]]>)), []);
});

/** The breaches of a house of three files and two layers, `upper` above `lower`, in which a file is replaced. */
function breachesWith(file: string, text: string): string[] {
  const sources = new Map([
    ['upper/a.ts', `/** A. */\nimport { b } from '../lower/b.ts';\nimport { join } from 'node:path';`],
    ['lower/b.ts', `/** B. */\nimport type { C } from './c.ts';`],
    ['lower/c.ts', `#!/usr/bin/env node\n/** C. */\nimport md4 from 'js-md4/build';\nexport interface C {}`],
    ['lower/deep/d.ts', '/** D. */\nexport const d = 1;'],
  ]);
  sources.set(file, text);
  return findBreaches(sources, { upper: ['lower/b'], lower: [], 'lower/inner': ['lower/c'] }, () => ['js-md4']);
}

test('a sound house has no breach', () => {
  assert.equal(breachesWith('lower/e.ts', '/** E. */'), []);
});

for (const [form, text] of [
  ['an import', `import { a } from '../upper/a.ts';`],
  ['an import for its effects', `import '../upper/a.ts';`],
  ['an import of a type', `import type { A } from '../upper/a.ts';`],
  ['a re-export', `export { a } from '../upper/a.ts';`],
  ['a re-export of everything', `export * from '../upper/a.ts';`],
  ['a re-export of a type', `export type { A } from '../upper/a.ts';`],
  ['import()', `export const a = await import('../upper/a.ts');`],
  ['a type of import()', `export type A = import('../upper/a.ts').A;`],
] as const) {
  test(`${form} from a layer above is a breach`, () => {
    assert.equal(breachesWith('lower/e.ts', `/** E. */\n${text}`), ['lower/e.ts must not import upper/a.ts']);
  });
}

test('where one file of a layer is allowed, another is a breach', () => {
  const text = `/** E. */\nimport { c } from '../lower/c.ts';`;
  assert.equal(breachesWith('upper/e.ts', text), ['upper/e.ts must not import lower/c.ts']);
});

test('a folder with rules of its own is a layer apart', () => {
  const text = (target: string) => `/** F. */\nimport { x } from '../${target}.ts';`;
  assert.equal(breachesWith('lower/inner/f.ts', text('c')), []);
  assert.equal(breachesWith('lower/inner/f.ts', text('b')), ['lower/inner/f.ts must not import lower/b.ts']);
  assert.equal(breachesWith('lower/e.ts', `/** E. */\nimport '../lower/inner/f.ts';`), [
    'lower/e.ts must not import lower/inner/f.ts',
  ]);
});

test('a cycle is a breach, through types too', () => {
  const text = `/** C. */\nimport type { B } from './b.ts';`;
  assert.equal(breachesWith('lower/c.ts', text), ['lower/b.ts -> lower/c.ts -> lower/b.ts is a cycle']);
});

test('a package that is no dependency is a breach, and so is a module of Node without node:', () => {
  const text = `/** E. */\nimport { x } from '@scope/name/deep';\nimport 'fs';`;
  assert.equal(breachesWith('lower/e.ts', text), [
    'lower/e.ts imports @scope/name, which is no dependency of the package',
    'lower/e.ts imports fs without node:',
  ]);
});

test('a file of no layer is a breach', () => {
  assert.equal(breachesWith('attic/e.ts', '/** E. */'), ['attic/e.ts belongs to no layer']);
});

test('a file that does not say what it is is a breach', () => {
  assert.equal(breachesWith('lower/e.ts', '// E.\n'), ['lower/e.ts does not open with a comment that says what it is']);
});

test.run();
