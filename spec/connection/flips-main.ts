/** `npm run flips`: a bit of every byte of signed and encrypted sessions, in both directions; `-- GMAC` picks those of that name. */
import { type Direction, type Flip, flipThrough, PROTECTIONS } from './flips.ts';

const [wanted = ''] = process.argv.slice(2);

function* everyByte(bytes: Readonly<Record<Direction, number>>): Generator<Flip> {
  for (const direction of ['request', 'response'] as const) {
    for (let at = 0; at < bytes[direction]; at++) yield { direction, at, bit: (at * 5) % 8 };
  }
}

for (const [name, options] of Object.entries(PROTECTIONS)) {
  if (!name.includes(wanted)) continue;
  const { bytes, flips, detected, harmless, wrong } = await flipThrough(options, everyByte);
  console.log(`${name}: ${flips} flips in ${bytes.request} bytes sent and ${bytes.response} received`);
  console.log(`  detected: ${JSON.stringify(detected)}; not noticed: ${harmless.length}; wrong: ${wrong.length}`);
  for (const each of [...harmless, ...wrong]) console.log(`  ${each}`);
  if (harmless.length + wrong.length > 0) process.exitCode = 1;
}
