/** The methods that give a file as a `Blob`: the same ones on `SmbFs` and on the module. */

import type { BigIntStats } from 'node:fs';
import * as nodeFs from 'node:fs';
import { openAsBlob, openAsBlobSync } from '../blob.ts';
import type { FileSystem } from '../file-system.ts';
import { routedOperations } from '../sync/routed-operations.ts';
import { type FreeFunction, nameLike } from './callbacks.ts';

/** `openAsBlob`, and `openAsBlobSync` where node has it; `sync` are the methods that wait asleep. */
export function blobMethods(
  fs: FileSystem,
  sync: Readonly<Record<string, FreeFunction>>,
): Readonly<Record<string, FreeFunction>> {
  const look = async (path: string): Promise<BigIntStats> =>
    (await routedOperations.stat?.(fs, path, { bigint: true })()) as BigIntStats;
  const lookSync = (path: string): BigIntStats => sync.statSync?.(path, { bigint: true }) as BigIntStats;
  const methods = { openAsBlob: nameLike((...args) => openAsBlob(fs, args, look), 'openAsBlob') };
  if (!('openAsBlobSync' in nodeFs)) return methods;
  return { ...methods, openAsBlobSync: nameLike((...args) => openAsBlobSync(fs, args, lookSync), 'openAsBlobSync') };
}
