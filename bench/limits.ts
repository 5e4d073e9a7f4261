/** `npm run bench:limits`: what this machine can do at most, in the terms of the other benchmarks. */
import { Command } from 'commander';
import { cryptographicLimits, type Limit } from './limits/cryptography.ts';
import { receiving, sending } from './limits/loopback.ts';
import { memoryCopy } from './limits/memory.ts';
import { endProgress, showProgress } from './report/progress.ts';
import { describeMachine, type Row } from './report/report.ts';
import { storeReport } from './report/store.ts';
import { reportText } from './report/tables.ts';
import { type Contestant, race, timed } from './rounds/rounds.ts';

const command = new Command('bench:limits')
  .description('Measures what this machine can do at most: loopback TCP, memory, ciphers and MACs, one at a time.')
  .option('--rounds <count>', 'rounds that count, for each figure', Number, 5)
  .option('--duration <ms>', 'how long a sample takes', Number, 500)
  .option('--out <folder>', 'where the JSON, the HTML page and the plots go', 'bench-results')
  .action(async ({ rounds, duration, out }: { rounds: number; duration: number; out: string }) => {
    const started = new Date().toISOString();
    const working = [memoryCopy, ...cryptographicLimits].map((limit) => repeated(limit, duration));
    const rows: Row[] = [];
    for (const one of [receiving(duration), sending(duration), ...working]) {
      showProgress(one.name);
      const results = (await race([one], rounds)).map((result) => ({ ...result, contestant: 'this machine' }));
      rows.push({ group: 'limits', name: one.name, unit: 'bytes', results });
    }
    endProgress();
    const sections = [{ title: 'one thread of Node', rows }];
    const machine = describeMachine();
    const report = { title: 'What this machine can do', started, machine, rounds, sections, tallies: [] };
    console.log(reportText(report));
    console.log(`\n${(await storeReport(report, out, 'limits')).join('\n')}`);
  });

/** The work again and again, for so many milliseconds. */
function repeated({ name, work }: Limit, duration: number): Contestant {
  return {
    name,
    measure: () =>
      timed(async () => {
        const end = performance.now() + duration;
        let done = 0;
        do done += work();
        while (performance.now() < end);
        return done;
      }),
  };
}

await command.parseAsync();
