/** How often one operation waits for the server, counted on the wire. */
import { SmbFs } from '../../lib/index.ts';
import { startCountingRelay } from '../../spec/support/counting-relay.ts';

const SMALL = Buffer.alloc(4096, 0x5a);

/** In this order each finds what it needs. */
const OPERATIONS: readonly (readonly [string, (smb: SmbFs) => Promise<unknown>])[] = [
  ['connect', (smb) => smb.connect()],
  ['mkdir', (smb) => smb.mkdir('/trips')],
  ['writeFile 4 KiB', (smb) => smb.writeFile('/trips/a', SMALL)],
  ['readFile 4 KiB', (smb) => smb.readFile('/trips/a')],
  ['stat', (smb) => smb.stat('/trips/a')],
  ['utimes', (smb) => smb.utimes('/trips/a', 1, 1)],
  ['rename', (smb) => smb.rename('/trips/a', '/trips/b')],
  ['copyFile', (smb) => smb.copyFile('/trips/b', '/trips/c')],
  ['readdir', (smb) => smb.readdir('/trips')],
  ['unlink', (smb) => smb.unlink('/trips/b')],
  ['rm of the other file', (smb) => smb.rm('/trips/c')],
  ['rmdir', (smb) => smb.rmdir('/trips')],
];

export const operationNames: readonly string[] = OPERATIONS.map(([name]) => name);

/** The round trips of each operation on the share at `url`, in their order. Nothing may be encrypted. */
export async function countRoundTrips(url: string): Promise<number[]> {
  const { hostname, port, searchParams } = new URL(url);
  const usual = searchParams.get('transport') === 'netbios' ? 139 : 445;
  await using relay = await startCountingRelay(hostname, Number(port) || usual);
  const smb = new SmbFs(relay.through(url));
  const counts: number[] = [];
  for (const [, operate] of OPERATIONS) counts.push((await relay.during(() => operate(smb))).roundTrips);
  await smb.close();
  return counts;
}
