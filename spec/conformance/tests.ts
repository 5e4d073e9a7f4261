/** Which of node's own tests are asked of a file system that is not the kernel's, and why the others are not. */
import * as fs from 'node:fs';
import * as path from 'node:path';

/** One of node's test files. */
export interface NodeTest {
  /** From the checkout's `test` folder, as `parallel/test-fs-stat.js`. */
  readonly name: string;
  readonly source: string;
  /** What node is to be started with. */
  readonly flags: readonly string[];
  /** Why it is not run. */
  readonly excluded: string | undefined;
}

interface Exclusion {
  readonly reason: string;
  /** Part of the name, or of the source. */
  readonly name?: RegExp;
  readonly source?: RegExp;
}

const EXCLUSIONS: readonly Exclusion[] = [
  { reason: 'is for Windows or macOS', source: /if \(!common\.is(?:Windows|OSX|MacOS)\)\s*\{?\s*common\.skip\(/ },
  { reason: 'reads a pipe of the kernel', source: /\/dev\/stdin/ },
  {
    reason: "replaces node's native parts",
    source: /internalBinding\('fs'\)|require\('internal\/fs\/promises'\)/,
  },
  {
    reason: 'tests functions that node keeps to itself',
    name: /util-validateoffsetlength|utils-get-dirents|open-flags/,
  },
  { reason: 'compares with a class that node keeps to itself', source: /BigIntStats \} = require\('internal/ },
  { reason: 'is about /proc', name: /read-file-sync-hostname/ },
  {
    reason: 'works in a child process, which has its own fs',
    source: /spawn(?:Sync)?\((?:process\.execPath|'\/bin\/sh')|fork\(__filename|exec\(execPath/,
  },
  { reason: 'works in a worker thread, which has its own fs', source: /new Worker\(__filename/ },
];

/** Tests that an exclusion by source would hit although only a part of them is meant, which `EDITS` takes out. */
const INCLUDED = /test-fs-promises-readfile\.js|test-fs-readdir-types\.js|test-fs-write-stream-patch-open\.js/;

/** Parts of a test that are about the kernel, and what stands in their place. */
export interface Edit {
  readonly test: string;
  readonly find: RegExp;
  readonly put: string;
  readonly reason: string;
}

export const EDITS: readonly Edit[] = [
  {
    test: 'test-fs-mkdir.js',
    find: /if \(common\.isMainThread && \(common\.isLinux \|\| common\.isOSX\)\) \{/,
    put: 'if (false) {',
    reason: 'stands in a folder of the kernel that has been removed',
  },
  {
    test: 'test-fs-cp.mjs',
    find: /if \(!isWindows\) \{(?=\s+const src = nextdir\(\);\s+mkdirSync\(src\);\s+const dest = nextdir\(\);\s+const sock)/g,
    put: 'if (false) {',
    reason: 'copies a socket of the kernel',
  },
  {
    test: 'test-fs-utimes-y2K38.js',
    find: /if \(!common\.isWindows\) \{/,
    put: 'if (false) {',
    reason: 'asks a program of the system beforehand whether the disk knows 2038',
  },
  {
    test: 'test-fs-write-stream-patch-open.js',
    find: /if \(process\.argv\[2\] !== 'child'\) \{/,
    put: 'tmpdir.refresh();\nif (false) {',
    reason: 'forks only to see a warning',
  },
  {
    test: 'test-fs-rm.js',
    find: /const filePath = \(tmpdir\.resolve\('rm-args-file\.txt'\)\);[\s\S]*?\n\}\n/,
    put: '}\n',
    reason: 'checks options with a function that node keeps to itself',
  },
  {
    test: 'test-fs-rmdir-recursive.js',
    find: /assert\.strictEqual\(rmdirSyncOptionsFromRimraf\.recursive, undefined\);/,
    put: '',
    reason: "counts on node's own way to remove a tree",
  },
  {
    test: 'test-filehandle-readablestream.js',
    find: /assert\.throws\(\(\) => mc\.port2\.postMessage\(file, \[file\]\), /g,
    put: 'void (',
    reason: 'sends a handle to another thread',
  },
  {
    test: 'test-blob-file-backed.js',
    find: /throws\(\(\) => structuredClone\(blob\), /,
    put: 'void (',
    reason: 'only a native object can refuse to be cloned',
  },
  {
    test: 'test-fs-promises-readfile.js',
    find: /await validateZeroByteLiar\(\);/,
    put: '',
    reason: "replaces node's native fstat",
  },
  {
    test: 'test-fs-readdir-types.js',
    find: /binding\.readdir = common\.mustCall\(\(/,
    put: 'binding.readdir = ((f) => f)((',
    reason: "replaces node's native readdir",
  },
];

/** Tests that may skip themselves: elsewhere that would be a way to pass. */
export const MAY_SKIP: ReadonlySet<string> = new Set(['parallel/test-fs-readdir-ucs2.js']);

const NAMES = /^test-(?:fs-.*|file-.*|filehandle-.*|blob-file-backed)\.m?js$/;

/** The tests of a checkout. */
export function findTests(testRoot: string): NodeTest[] {
  return ['parallel', 'sequential'].flatMap((folder) =>
    fs
      .readdirSync(path.join(testRoot, folder))
      .filter((name) => NAMES.test(name) && (folder === 'parallel' || name.startsWith('test-fs-')))
      .sort()
      .map((name) => readTest(testRoot, `${folder}/${name}`)),
  );
}

function readTest(testRoot: string, name: string): NodeTest {
  const source = fs.readFileSync(path.join(testRoot, name), 'utf8');
  const [, flags = ''] = /^\/\/ Flags:\s+(.*)$/m.exec(source) ?? [];
  const exclusion = INCLUDED.test(name)
    ? undefined
    : EXCLUSIONS.find((each) => each.name?.test(name) || each.source?.test(source));
  return { name, source, flags: flags.split(/\s+/).filter(Boolean), excluded: exclusion?.reason };
}
