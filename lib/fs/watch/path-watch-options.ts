/** What is to be watched of a path, and who is told. */

/** What node tells of a change: `rename` when a name comes or goes, `change` for everything else. */
export type WatchListener = (eventType: 'rename' | 'change', filename: string | null) => void;

export interface PathWatchOptions {
  readonly recursive: boolean;
  /** Ends the watching. */
  readonly signal: AbortSignal;
  readonly listener: WatchListener;
  /** Called when the server watches: what happens from now on is told. */
  readonly watching?: (() => void) | undefined;
}
