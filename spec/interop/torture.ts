/** `npm run torture`: smbtorture's score of the embedded server beside Samba's, and what Samba passes and we do not. */
import { parseArgs } from 'node:util';
import { listTests, SUITES, type TortureResult, torture, whyNoSmbtorture } from './smbtorture.ts';
import { type RunningTarget, startEmbedded, startSambaTarget } from './torture-targets.ts';

const HELP = `npm run torture -- [--jobs=n] [--only=embedded|samba] [suite or test ...]
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    jobs: { type: 'string', default: '4' },
    only: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

type Results = ReadonlyMap<string, TortureResult>;

if (values.help) console.log(HELP);
else await main();

async function main(): Promise<void> {
  const missing = whyNoSmbtorture();
  if (missing !== undefined) {
    console.log(missing);
    process.exitCode = 1;
    return;
  }
  const suites = positionals.length > 0 ? positionals : SUITES;
  const tests = await listTests(suites);
  const jobs = Number(values.jobs);
  const samba = values.only === 'embedded' ? undefined : await score('Samba', startSambaTarget, jobs, tests);
  const embedded = values.only === 'samba' ? undefined : await score('embedded', startEmbedded, jobs, tests);
  console.log();
  for (const suite of suites) {
    const mine = tests.filter((test) => test === suite || test.startsWith(`${suite}.`));
    console.log(`${suite.padEnd(16)} embedded ${tally(embedded, mine)}, Samba ${tally(samba, mine)}`);
  }
  if (!samba || !embedded) return;
  const wanted = tests.filter((test) => samba.get(test)?.outcome === 'pass');
  const passed = wanted.filter((test) => embedded.get(test)?.outcome === 'pass');
  const percent = ((100 * passed.length) / Math.max(1, wanted.length)).toFixed(1);
  console.log(
    `\nOf the ${wanted.length} tests that Samba passes, the embedded server passes ${passed.length}: ${percent} %`,
  );
  for (const test of wanted.filter((each) => !passed.includes(each))) {
    const result = embedded.get(test);
    console.log(`  ${result?.outcome} ${test}: ${result?.reason}`);
  }
}

async function score(
  name: string,
  start: (shares: number) => Promise<RunningTarget>,
  jobs: number,
  tests: readonly string[],
): Promise<Results> {
  const target = await start(jobs);
  try {
    return await torture(target, tests, (test, { outcome, reason }) => {
      console.log(`${name}: ${outcome} ${test} ${reason}`);
    });
  } finally {
    await target[Symbol.asyncDispose]();
  }
}

function tally(results: Results | undefined, tests: readonly string[]): string {
  if (!results) return '-';
  const passed = tests.filter((test) => results.get(test)?.outcome === 'pass').length;
  return `${passed}/${tests.length}`;
}
