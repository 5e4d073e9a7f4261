/** `npm run fuzz -- parsers|client|server --count=1000000 --seed=1`: damaged messages, for as long as one likes; without a word, all three. */
import { parseArgs } from 'node:util';
import { fuzzClient } from '../fs/hostile-server.ts';
import { fuzz, startFuzzServer } from '../server/fuzz.ts';
import { fuzzParsers } from './fuzz-parsers.ts';
import { allParsers } from './parsers.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { count: { type: 'string', default: '100000' }, seed: { type: 'string', default: `${Date.now() % 1e6}` } },
});
const count = Number(values.count);
const seed = Number(values.seed);

/** Each resolves with what it has done, and what went wrong. */
const targets: Readonly<Record<string, () => Promise<readonly [done: string, faults: readonly unknown[]]>>> = {
  async parsers() {
    const parsers = await allParsers();
    const { fed, answered, faults } = fuzzParsers(parsers, seed, Math.ceil(count / parsers.length));
    return [`${fed} inputs to ${parsers.length} parsers: ${answered} read, the others refused`, faults];
  },
  async client() {
    const { operations, failed, mutated, faults } = await fuzzClient(seed, Math.ceil(count / 100));
    return [`${operations} operations, ${mutated} damaged answers: ${failed} failed`, faults];
  },
  async server() {
    const target = await startFuzzServer();
    const { sent, answered, dropped } = await fuzz(target, seed, count);
    await target.stop();
    return [`${sent} messages: ${answered} answered, ${dropped} connections dropped`, target.failures];
  },
};

console.log(`seed ${seed}`);
for (const [name, run] of Object.entries(targets)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const started = performance.now();
  const [done, faults] = await run();
  const seconds = (performance.now() - started) / 1000;
  const memory = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(`${name}: ${done}; ${faults.length} faults, ${seconds.toFixed(1)} s, ${memory} MiB at most`);
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
}
