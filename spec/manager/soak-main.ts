/** `npm run soak`: half an hour of mixed load with a fault every second; `--minutes`, `--tasks` and `--pace` make it another one. */
import { parseArgs } from 'node:util';
import { growth, soak } from './soak.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    tasks: { type: 'string', default: '50' },
    pace: { type: 'string', default: '500' },
  },
});

/** More than this is a leak: the last third of half an hour against the first. A few minutes say nothing yet. */
const MOST_GROWTH = 0.1;
const TELLING_MINUTES = 10;

const MIB = 1024 * 1024;
const milliseconds = Number(values.minutes) * 60_000;
const { operations, faults, failures, wrong, samples } = await soak({
  milliseconds,
  tasks: Number(values.tasks),
  pace: Number(values.pace),
  samplePause: Math.min(10_000, milliseconds / 12),
});
console.log(`${operations} operations, ${faults} faults; failed as they may: ${JSON.stringify(failures)}`);
let grown = false;
for (const [name, bytes] of [
  ['in use', samples.map(({ inUse }) => inUse)],
  ['resident', samples.map(({ rss }) => rss)],
] as const) {
  const by = growth(bytes);
  grown ||= by > MOST_GROWTH && Number(values.minutes) >= TELLING_MINUTES;
  const [least, most] = [Math.min(...bytes), Math.max(...bytes)].map((value) => Math.round(value / MIB));
  console.log(
    `memory ${name}: ${least} to ${most} MiB, ${(by * 100).toFixed(1)} % more in the last third than in the first`,
  );
}
for (const each of wrong.slice(0, 20)) console.error(each);
console.log(`${wrong.length} things wrong`);
process.exitCode = wrong.length > 0 || grown ? 1 : 0;
