/** `npm run fuzz -- --count=1000000`: mutated messages at the embedded server, for as long as one likes. */
import { parseArgs } from 'node:util';
import { fuzz, startFuzzServer } from './fuzz.ts';

const { values } = parseArgs({
  options: { count: { type: 'string', default: '100000' }, seed: { type: 'string', default: `${Date.now() % 1e6}` } },
});

console.log(`seed ${values.seed}`);
const target = await startFuzzServer();
const started = performance.now();
const result = await fuzz(target, Number(values.seed), Number(values.count));
const seconds = (performance.now() - started) / 1000;
await target.stop();
for (const failure of target.failures) console.error(failure);
if (target.failures.length > 0) process.exitCode = 1;
const { sent, answered, dropped } = result;
console.log(`${sent} messages in ${seconds.toFixed(1)} s: ${answered} answered, ${dropped} connections dropped`);
console.log(`${target.failures.length} failures, ${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB`);
