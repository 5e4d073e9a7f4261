/** Every command that works on a share, when there is no getting there: in one process, as each of them takes its time to start. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createProgram } from '../../lib/cli/program.ts';
import { createServer } from '../../lib/server/index.ts';
import { freePort } from '../support/free-port.ts';
import { typescriptArguments } from '../support/run-spec.ts';

/** What each of them is given in front of and behind the URL. */
const ARGUMENTS: Readonly<Record<string, readonly [before: readonly string[], behind: readonly string[]]>> = {
  ls: [[], []],
  cat: [[], []],
  stat: [[], []],
  get: [[], ['/tmp']],
  put: [[fileURLToPath(import.meta.url)], []],
  sync: [[import.meta.dirname], []],
  cp: [[], ['/copy']],
  mv: [[], ['/moved']],
  rm: [[], []],
  mkdir: [[], []],
  df: [[], []],
  watch: [[], []],
  shares: [[], []],
  test: [[], []],
  bench: [['--size', '1', '--rounds', '1'], []],
};

/** Commands that begin with a share only when they are asked to, or need none. */
const WITHOUT_SHARE = ['ui', 'serve', 'demo'];

interface Outcome {
  readonly code: number;
  readonly stderr: string;
}

/** Runs command lines one after the other. */
async function runAll(lines: readonly (readonly string[])[]): Promise<Outcome[]> {
  const program = fileURLToPath(new URL('command-lines.ts', import.meta.url));
  const env = { ...process.env, AUTH_USERNAME: 'ann', AUTH_PASSWORD: 's3cret', NO_COLOR: '1', FORCE_COLOR: undefined };
  const child = fork(program, { execArgv: [...typescriptArguments], env, silent: true });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.send(lines);
  const ended = once(child, 'close');
  const answered = once(child, 'message') as Promise<[Outcome[]]>;
  await Promise.race([answered, ended.then(() => Promise.reject(new Error(stderr)))]);
  const [outcomes] = await answered;
  await ended;
  return outcomes;
}

const test = suite('cli/every command');

test('every command is here', () => {
  const names = createProgram('', (text) => text).commands.map((command) => command.name());
  assert.equal(
    names.filter((name) => ARGUMENTS[name] === undefined),
    WITHOUT_SHARE,
  );
});

test('every command ends as its documentation says: wrong password 4, no such share 5, nothing that listens and unknown hosts 3', async () => {
  await using server = createServer({ shares: { share: import.meta.dirname }, users: { ann: 's3cret' } });
  const { port } = await server.listen(0);
  const url = `smb://ann@127.0.0.1:${port}/share`;
  const wrong = url.replace('ann@', 'ann:wr0ng@');
  const none = `smb://ann@127.0.0.1:${await freePort('127.0.0.1')}/share`;
  const expected = Object.entries(ARGUMENTS).flatMap(([name, [before, behind]]) => [
    { line: [name, ...before, `${wrong}/x`, ...behind], code: 4 },
    // A list of shares needs none.
    ...(name === 'shares'
      ? []
      : [{ line: [name, ...before, `${url.replace(/share$/, 'nope')}/x`, ...behind], code: 5 }]),
    { line: [name, ...before, `${none}/x`, ...behind], code: 3 },
    { line: [name, ...before, 'smb://ann@nowhere.invalid/share/x', ...behind], code: 3 },
  ]);
  const outcomes = await runAll(expected.map(({ line }) => line));
  assert.is(outcomes.length, expected.length);
  for (const [index, { code, stderr }] of outcomes.entries()) {
    const { line = [], code: wanted } = expected[index] ?? {};
    assert.is(code, wanted, `${line.join(' ')}: ${stderr}`);
    assert.not.match(stderr, /wr0ng|s3cret/);
  }
});

test('ui refuses options of a connection that nothing names', async () => {
  const lines = [
    ['ui', '--no-open', '--guest'],
    ['ui', '--no-open', '--auth-password', 'x'],
  ];
  for (const { code, stderr } of await runAll(lines)) {
    assert.is(code, 2, stderr);
    assert.match(stderr, /goes with a URL/);
  }
});

test.run();
