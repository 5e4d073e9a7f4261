/** A server to measure on, as the benchmarks see it. */
export interface BenchServer extends AsyncDisposable {
  /** What tables call it. */
  readonly name: string;
  /** The URL of an empty share, for each transport that it speaks. */
  readonly urls: ReadonlyMap<TransportName, string>;
}

export type TransportName = 'directtcp' | 'netbios';

export const TRANSPORTS: readonly TransportName[] = ['directtcp', 'netbios'];

/** As tables write it. */
export function transportTitle(transport: TransportName): string {
  return transport === 'directtcp' ? 'DirectTCP' : 'NetBIOS';
}
