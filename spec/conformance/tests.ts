/** Which of node's own tests are asked of a file system, which are not, and what is taken out of those that are. */
import * as fs from 'node:fs';
import * as path from 'node:path';

/** One of node's test files. */
export interface NodeTest {
  /** From the checkout's `test` folder on: `parallel/test-fs-stat.js`. */
  readonly name: string;
  /** What node is to be started with. */
  readonly flags: readonly string[];
  /** Why it is not asked of anything but node itself. */
  readonly reason: string | undefined;
}

/** Names without `test-` and the suffix, by the reason for which they are left out. */
const LEFT_OUT: Readonly<Record<string, readonly string[]>> = {
  'is about Windows or macOS alone': [
    'fs-lchmod',
    'fs-long-path',
    'fs-readdir-buffer',
    'fs-readfilesync-enoent',
    'fs-realpath-on-substed-drive',
    'fs-write-file-invalid-path',
  ],
  'reads what another process writes into a pipe': [
    'fs-readfile-pipe',
    'fs-readfile-pipe-large',
    'fs-readfilesync-pipe-large',
    'fs-realpath-pipe',
  ],
  "puts something else in the place of node's native code, to see what node does with it": [
    'fs-filehandle',
    'fs-promises-file-handle-aggregate-errors',
    'fs-promises-file-handle-close-errors',
    'fs-promises-file-handle-op-errors',
    'fs-sync-fd-leak',
  ],
  'is about functions and classes that node does not export': [
    'fs-open-flags',
    'fs-util-validateoffsetlength',
    'fs-utils-get-dirents',
    'fs-watchfile-bigint',
  ],
  'is about the files that Linux has in /proc': ['fs-read-file-sync-hostname'],
  'starts a process or a thread that works with an fs of its own': [
    'fs-promises-file-handle-read-worker',
    'fs-readfile-error',
    'fs-stat-sync-overflow',
    'fs-syncwritestream',
    'fs-write-sigxfsz',
  ],
};

const REASONS = new Map(Object.entries(LEFT_OUT).flatMap(([reason, names]) => names.map((name) => [name, reason])));

/** The tests that are about files, among all of node's: both folders have them under the same names. */
const ABOUT_FILES = /^test-((?:fs|file|filehandle)-.+|blob-file-backed)\.m?js$/;

/** The tests of a checkout. */
export function findTests(checkout: string): NodeTest[] {
  return ['parallel', 'sequential'].flatMap((folder) => {
    const tests: NodeTest[] = [];
    for (const file of fs.readdirSync(path.join(checkout, 'test', folder)).sort()) {
      const [, title] = ABOUT_FILES.exec(file) ?? [];
      if (title === undefined) continue;
      const name = `${folder}/${file}`;
      const text = fs.readFileSync(path.join(checkout, 'test', name), 'utf8');
      tests.push({ name, flags: flagsOf(text), reason: REASONS.get(title) });
    }
    return tests;
  });
}

/** `// Flags: --expose-gc`, as node's own test runner reads it. */
function flagsOf(text: string): readonly string[] {
  const line = text.split('\n').find((each) => each.startsWith('// Flags:')) ?? '';
  return line.split(' ').filter((word) => word.startsWith('--'));
}

/** A part of a test that only the kernel's files can answer. */
interface Cut {
  /** Text of the test; where a release of node has another, nothing is cut. */
  readonly find: string;
  readonly put: string;
  readonly reason: string;
}

const CUTS: Readonly<Record<string, Cut>> = {
  'test-blob-file-backed.js': {
    find: 'throws(() => structuredClone(blob), {',
    put: 'void ({',
    reason: 'a clone can be refused by native objects only',
  },
  'test-filehandle-readablestream.js': {
    find: 'assert.throws(() => mc.port2.postMessage(file, [file]), {',
    put: 'void ({',
    reason: 'only native objects can be handed over to threads',
  },
  'test-fs-cp.mjs': {
    find: 'if (!isWindows) {\n  const src = nextdir();\n  mkdirSync(src);\n  const dest = nextdir();\n  const sock',
    put: 'if (false) {\n  const src = nextdir();\n  mkdirSync(src);\n  const dest = nextdir();\n  const sock',
    reason: 'a server listens at a path of the kernel',
  },
  'test-fs-mkdir.js': {
    find: 'common.isMainThread && (common.isLinux || common.isOSX)',
    put: 'false',
    reason: 'the process stands in a folder that the kernel has removed',
  },
  'test-fs-promises-readfile.js': {
    find: 'await validateZeroByteLiar();',
    put: '',
    reason: "node's native fstat is replaced",
  },
  'test-fs-readdir-types.js': {
    find: 'binding.readdir = common.mustCall(',
    put: 'void (',
    reason: "node's native readdir is replaced, and must be called",
  },
  'test-fs-rm.js': {
    find: "(tmpdir.resolve('rm-args-file.txt'))",
    put: '__filename',
    reason: 'a function that node does not export looks for the file in the kernel',
  },
  'test-fs-rmdir-recursive.js': {
    find: 'assert.strictEqual(rmdirSyncOptionsFromRimraf.recursive, undefined);',
    put: '',
    reason: 'rmdirSync is expected to call itself for what is in a folder',
  },
  'test-fs-utimes-y2K38.js': {
    find: 'if (!common.isWindows) {',
    put: 'if (false) {',
    reason: 'programs of the system try whether the disk knows the year 2040',
  },
};

/** The text of a test as it is run. */
export function prepared(name: string, text: string): string {
  const cut = CUTS[path.basename(name)];
  return cut ? text.replaceAll(cut.find, cut.put) : text;
}

/** A test that forks itself, and is run as its own child: what the parent does is clean up. */
export function argumentsOf(name: string): readonly string[] {
  return name.endsWith('/test-fs-write-stream-patch-open.js') ? ['child'] : [];
}

/** A test that skips itself has not passed, but for this one: names that are no Unicode are refused by SMB. */
export function maySkip(name: string): boolean {
  return name.endsWith('/test-fs-readdir-ucs2.js');
}
