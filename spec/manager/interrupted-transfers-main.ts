/** `npm run transfers`: a large file each way, with cut connections and server restarts; `--share=share` is one whose server keeps nothing open. */
import { parseArgs } from 'node:util';
import { startSamba } from '../support/samba.ts';
import { DURABLE, transferBothWays } from './interrupted-transfers.ts';

const { values } = parseArgs({
  options: {
    gib: { type: 'string', default: '5' },
    cuts: { type: 'string', default: '100' },
    restarts: { type: 'string', default: '5' },
    share: { type: 'string', multiple: true, default: ['durable', 'share'] },
  },
});

const plan = {
  mebibytes: Math.round(Number(values.gib) * 1024),
  cuts: Number(values.cuts),
  restarts: Number(values.restarts),
};
const samba = await startSamba({ shares: { durable: DURABLE } });
for (const share of values.share) {
  const handles = share === 'durable' ? 'with durable handles' : 'without durable handles';
  for (const { direction, seconds, cuts, restarts } of await transferBothWays(samba, share, plan)) {
    const rate = Math.round(plan.mebibytes / seconds);
    console.log(
      `${direction} ${handles}: ${plan.mebibytes} MiB in ${Math.round(seconds)} s (${rate} MiB/s), ` +
        `${cuts} cuts, ${restarts} restarts, every byte right`,
    );
  }
}
const left = await samba.openFiles();
console.log(
  `${left.length} files left open on the server, ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB at most`,
);
await samba.stop();
process.exitCode = left.length === 0 ? 0 : 1;
