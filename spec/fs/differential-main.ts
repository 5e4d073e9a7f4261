/** `npm run differential -- --runs=1000`: random programs on node:fs and on a share, compared step by step. */
import { parseArgs } from 'node:util';
import { SmbFs } from '../../lib/index.ts';
import { startSamba } from '../support/samba.ts';
import { differential, unprivileged } from './differential/differential.ts';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '1000' }, seed: { type: 'string', default: `${Date.now() % 1e6}` } },
});

console.log(`seed ${values.seed}`);
const samba = await startSamba();
const smb = new SmbFs(samba.url());
const started = performance.now();
try {
  const options = { runs: Number(values.runs), seed: Number(values.seed) };
  const { programs, steps, known } = await unprivileged(smb, () => differential(smb, options));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${programs} programs, ${steps} steps in ${seconds} s: no difference but`);
  for (const [reason, count] of known) console.log(`${count} x ${reason}`);
} finally {
  await smb.close();
  await samba.stop();
}
