/** `npm run conformance -- <node checkout>`: node's own tests of `fs`, run against a share on a private Samba. */
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { type Samba, startSamba } from '../support/samba.ts';
import { EDITS, findTests, MAY_SKIP, type NodeTest } from './tests.ts';

const HELP = `npm run conformance -- [--fs=smbfs|node|memfs] [--engine=main|worker] [--only=text] [--list=file] [--jobs=2]
                      [--seconds=30] [--output] <path of a node checkout>

Runs the tests in test/parallel and test/sequential that are about fs. The checkout must be of the node that runs this, and
readable by everybody.
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    fs: { type: 'string', default: 'smbfs' },
    engine: { type: 'string', default: 'worker' },
    only: { type: 'string', default: '' },
    list: { type: 'string' },
    jobs: { type: 'string', default: '2' },
    seconds: { type: 'string', default: '30' },
    output: { type: 'boolean', default: false },
  },
});

const [checkout] = positionals;
if (checkout === undefined) {
  process.stderr.write(HELP);
  process.exit(2);
}

/** A tree of its own for every test that runs at the same time. */
interface Slot {
  readonly temporary: string;
  readonly share: string;
}

interface Outcome {
  readonly passed: boolean;
  readonly output: string;
}

const testRoot = path.join(fs.realpathSync(checkout), 'test');
const jobs = Number(values.jobs);
const listed = values.list === undefined ? undefined : new Set(fs.readFileSync(values.list, 'utf8').split('\n'));
const slots: Slot[] = Array.from({ length: jobs }, (_, index) => ({
  temporary: path.join(testRoot, `.tmp.${index}`),
  share: `slot${index}`,
}));
const library = pathToFileURL(path.join(import.meta.dirname, '../../dist/index.js')).href;
const memfs = createRequire(import.meta.url).resolve('memfs');

const tests = findTests(testRoot).filter(({ name }) => name.includes(values.only) && (listed?.has(name) ?? true));
const applicable = tests.filter(({ excluded }) => excluded === undefined);
const samba = values.fs === 'smbfs' ? await startServer() : undefined;
try {
  const queue = [...applicable];
  const failed: string[] = [];
  const work = async (slot: Slot): Promise<void> => {
    for (let test = queue.shift(); test; test = queue.shift()) {
      const { passed, output } = await runTest(test, slot);
      if (!passed) failed.push(test.name);
      process.stdout.write(`${passed ? 'pass' : 'FAIL'} ${test.name}${passed ? '' : `  ${firstError(output)}`}\n`);
      if (!passed && values.output) process.stdout.write(`${output}\n`);
    }
  };
  await Promise.all(slots.map(work));
  for (const { name, excluded } of tests) if (excluded !== undefined) console.log(`---- ${name}  ${excluded}`);
  const passed = applicable.length - failed.length;
  const percent = ((100 * passed) / applicable.length).toFixed(1);
  console.log(`\n${values.fs}: ${passed} of ${applicable.length} pass, ${percent} %`);
} finally {
  await samba?.stop();
}

async function startServer(): Promise<Samba> {
  const shares = Object.fromEntries(slots.map(({ share }) => [share, { 'read only': 'no' }]));
  return startSamba({ shares });
}

/** What a test may look at: itself, what tests share, and the folders of fixtures that it names. */
function filesFor({ name, source }: NodeTest): string[] {
  const fixtures = path.join(testRoot, 'fixtures');
  const named = fs
    .readdirSync(fixtures, { withFileTypes: true })
    .filter(
      (entry) => entry.isDirectory() && new RegExp(`['"\`/]${entry.name.replaceAll('.', '\\.')}['"\`/]`).test(source),
    )
    .flatMap((entry) => fs.readdirSync(path.join(fixtures, entry.name), { recursive: true, withFileTypes: true }));
  const shallow = ['common', 'fixtures'].flatMap((folder) =>
    fs.readdirSync(path.join(testRoot, folder), { withFileTypes: true }),
  );
  const files = [...shallow, ...named].filter((entry) => entry.isFile());
  return [path.join(testRoot, name), ...files.map((entry) => path.join(entry.parentPath, entry.name))];
}

async function runTest(test: NodeTest, slot: Slot): Promise<Outcome> {
  const files = filesFor(test);
  const uid = prepare(slot, files);
  const edits = EDITS.filter((edit) => test.name.endsWith(`/${edit.test}`));
  const settings = {
    ...{
      subject: values.fs,
      testFile: path.join(testRoot, test.name),
      testRoot,
      temporary: slot.temporary,
      library,
      memfs,
    },
    ...{ url: samba?.url(slot.share), options: { mountPoint: '/', engine: values.engine } },
    edits: edits.map(({ find, put }) => ({ source: find.source, flags: find.flags, put })),
    files: values.fs === 'memfs' ? files : [],
  };
  const environment = { ...process.env, CONFORMANCE_SETTINGS: JSON.stringify(settings), NODE_SKIP_FLAG_CHECK: '1' };
  const child = spawn(
    process.execPath,
    [...test.flags, path.join(import.meta.dirname, 'child.cjs'), settings.testFile],
    { cwd: path.dirname(testRoot), env: environment, uid, gid: uid, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  const timer = setTimeout(() => child.kill('SIGKILL'), Number(values.seconds) * 1000);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  if (code === null) output = `no end within ${values.seconds} s\n${output}`;
  const skipped = output.includes('conformance: skipped') && !MAY_SKIP.has(test.name);
  return { passed: code === 0 && !skipped, output: skipped ? `skipped itself\n${output}` : output };
}

/** Puts the test's files where the file system under test has them; the answer is who may change them. */
function prepare({ temporary, share }: Slot, files: readonly string[]): number | undefined {
  const root = samba?.folder(share) ?? '';
  fs.rmSync(root + temporary, { recursive: true, force: true });
  fs.mkdirSync(root + temporary, { recursive: true });
  if (!samba) {
    if (process.getuid?.() !== 0) return undefined;
    fs.chownSync(temporary, 65534, 65534);
    return 65534;
  }
  fs.rmSync(root + testRoot, { recursive: true, force: true });
  fs.mkdirSync(root + temporary, { recursive: true });
  for (const file of files) {
    fs.mkdirSync(path.dirname(root + file), { recursive: true });
    fs.copyFileSync(file, root + file);
  }
  samba.give(root);
  return process.getuid?.() === 0 ? fs.statSync(root).uid : undefined;
}

function firstError(output: string): string {
  const lines = output.split('\n').map((line) => line.trim());
  const line = lines.find((each) =>
    /^(?:no end|skipped|Mismatched|error:|\[?(?:[A-Z][A-Za-z]*)?(?:Error|Exception)\b)/.test(each),
  );
  return (line ?? lines.find((each) => each !== '') ?? '').replaceAll(testRoot, '').slice(0, 160);
}
