/** The attribute-value pairs in which an NTLM server describes itself and a client answers.  [MS-NLMP] 2.2.2.1 */
import { MalformedError } from '../../errors.ts';
import { Reader } from '../../wire/reader.ts';
import { Writer } from '../../wire/writer.ts';

export const MsvAvEOL = 0x0000;
export const MsvAvNbComputerName = 0x0001;
export const MsvAvNbDomainName = 0x0002;
export const MsvAvDnsComputerName = 0x0003;
export const MsvAvDnsDomainName = 0x0004;
export const MsvAvFlags = 0x0006;
export const MsvAvTimestamp = 0x0007;
export const MsvAvTargetName = 0x0009;
export const MsvAvChannelBindings = 0x000a;

/** In MsvAvFlags: the AUTHENTICATE_MESSAGE has a MIC. */
export const AV_FLAG_MIC = 0x00000002;

export interface AvPair {
  readonly avId: number;
  readonly value: Buffer;
}

/** Reads pairs up to MsvAvEOL, without it; what follows it is ignored, its absence is malformed. */
export function readAvPairs(bytes: Buffer): AvPair[] {
  const r = new Reader(bytes);
  const pairs: AvPair[] = [];
  for (;;) {
    const avId = r.u16(); // AvId
    const value = r.copy(r.u16()); // AvLen, Value
    if (avId === MsvAvEOL) return pairs;
    pairs.push({ avId, value });
  }
}

/** Writes pairs, and MsvAvEOL behind them. */
export function writeAvPairs(pairs: readonly AvPair[]): Buffer {
  const w = new Writer();
  w.begin(0);
  for (const { avId, value } of [...pairs, { avId: MsvAvEOL, value: Buffer.alloc(0) }]) {
    w.u16(avId); // AvId
    w.u16(value.length); // AvLen
    w.bytes(value); // Value
  }
  return Buffer.concat(w.finish());
}

/** The value of the first pair with `avId`. */
export function findAvPair(pairs: readonly AvPair[], avId: number): Buffer | undefined {
  return pairs.find((pair) => pair.avId === avId)?.value;
}

/** MsvAvFlags, 0 when there is none. */
export function avFlags(pairs: readonly AvPair[]): number {
  const value = findAvPair(pairs, MsvAvFlags);
  if (value === undefined) return 0;
  if (value.length !== 4) throw new MalformedError(`MsvAvFlags of ${value.length} bytes`);
  return value.readUInt32LE(0);
}

/** MsvAvTimestamp, a FILETIME. */
export function avTimestamp(pairs: readonly AvPair[]): bigint | undefined {
  const value = findAvPair(pairs, MsvAvTimestamp);
  if (value !== undefined && value.length !== 8) throw new MalformedError(`MsvAvTimestamp of ${value.length} bytes`);
  return value?.readBigUInt64LE(0);
}
