/** `npm run cuts`: interrupts every operation at every message, in several configurations, and prints what that came to. */
import { startSamba } from '../support/samba.ts';
import { script } from './cut-script.ts';
import { type CutOptions, type CutReport, cutThrough, twice } from './cuts.ts';

const CONFIGURATIONS: Readonly<Record<string, CutOptions>> = {
  default: {},
  'cut twice': { places: twice },
  encrypted: { share: 'enc' },
  'SMB 2.1': { parameters: { 'max-dialect': '2.1' } },
};

const wanted = process.argv.slice(2);
const samba = await startSamba();
let points = 0;
let faults = 0;
for (const [name, options] of Object.entries(CONFIGURATIONS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const started = performance.now();
  const report: CutReport = await cutThrough(samba, script, options);
  points += report.points;
  faults += report.faults.length;
  const { recovered, unknown, failed } = report;
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(
    `${name}: ${report.points} cuts, ${recovered} operations went on, ${unknown} unknown, ${failed} failed, ${seconds} s`,
  );
  for (const fault of report.faults) console.log(fault);
}
const left = await samba.openFiles();
console.log(`${points} cuts, ${faults} faults, ${left.length} files left open on the server`);
await samba.stop();
process.exitCode = faults + left.length === 0 ? 0 : 1;
