/** Arguments and results on their way from one thread to another. What a structured clone loses is taken apart and rebuilt. */
import { Dirent } from 'node:fs';
import { types } from 'node:util';
import type { FileSystem } from '../file-system.ts';
import { type DirentWithStats, makeDirent, makeDirentWithStats } from '../results/dirent.ts';
import type { FileType } from '../results/file-mode.ts';
import { type FileFacts, factsOfStats } from '../results/stats.ts';

/** A Dirent taken apart. */
interface WireDirent {
  readonly dirent: readonly [name: string | Uint8Array, type: FileType, parentPath: string];
  /** Of an entry with stats. */
  readonly facts?: FileFacts;
}

/**
 * An argument as it crosses, after it was checked: paths as text, options with all that they inherit, and without the signal,
 * which has a way of its own.
 */
export function packArgument(fs: FileSystem, value: unknown): unknown {
  if (!isPlainObject(value)) return packPlain(fs, value);
  const packed: Record<string, unknown> = {};
  for (const name of propertyNames(value)) packed[name] = packPlain(fs, (value as Record<string, unknown>)[name]);
  return packed;
}

/** Undefined for what no operation looks at. */
function packPlain(fs: FileSystem, value: unknown): unknown {
  if (typeof value === 'function' || typeof value === 'symbol' || isPlainObject(value)) return undefined;
  if (Array.isArray(value)) return value.map((one) => packPlain(fs, one));
  if (typeof value !== 'object' || value === null || types.isDate(value)) return value;
  return fs.path(value).text;
}

/** No list, no date, and no path: neither bytes nor what looks like a URL. */
function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return !types.isDate(value) && !types.isUint8Array(value) && !('href' in value && 'protocol' in value);
}

/** Also those of the classes that an options object may have been made of. */
function propertyNames(value: object): Set<string> {
  const names = new Set<string>();
  for (let at: object | null = value; at && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const name of Object.getOwnPropertyNames(at)) if (name !== 'constructor') names.add(name);
  }
  return names;
}

/** Bytes in memory of their own, which can be handed over: the caller's bytes are copied, this one time. */
export function copyOfBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}

/** What a result is packed into, and the memory that goes with it. */
export interface PackedResult {
  readonly value: unknown;
  readonly transfer: ArrayBuffer[];
}

/** Bytes that fill their memory go over with it and are not copied. */
export function packResult(result: unknown): PackedResult {
  const transfer: ArrayBuffer[] = [];
  return { value: packValue(result, transfer), transfer };
}

export function unpackResult(value: unknown): unknown {
  if (types.isUint8Array(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (Array.isArray(value)) return typeof value[0] === 'object' ? value.map(unpackResult) : value;
  if (isWireDirent(value)) {
    const [name, type, parentPath] = value.dirent;
    const unpacked = unpackResult(name) as string | Buffer;
    if (value.facts) return makeDirentWithStats(unpacked, type, parentPath, value.facts);
    return makeDirent(unpacked, type, parentPath);
  }
  return value;
}

function packValue(value: unknown, transfer: ArrayBuffer[]): unknown {
  if (types.isUint8Array(value)) return packBytes(value, transfer);
  if (Array.isArray(value)) return typeof value[0] === 'object' ? value.map((one) => packValue(one, transfer)) : value;
  if (value instanceof Dirent) return packDirent(value, transfer);
  return value;
}

function packBytes(value: Uint8Array, transfer: ArrayBuffer[]): Uint8Array {
  const { buffer } = value;
  const whole = buffer instanceof ArrayBuffer && buffer.byteLength === value.byteLength && value.byteLength > 0;
  const bytes = whole ? value : copyOfBytes(value);
  if (bytes.byteLength > 0) transfer.push(bytes.buffer as ArrayBuffer);
  return bytes;
}

function packDirent(
  entry: Dirent<string | Buffer> & Partial<DirentWithStats<string | Buffer>>,
  transfer: ArrayBuffer[],
): WireDirent {
  const type = entry.isDirectory() ? 'directory' : entry.isSymbolicLink() ? 'symlink' : 'file';
  const name = packValue(entry.name, transfer) as string | Uint8Array;
  const dirent = [name, type, String(entry.parentPath)] as const;
  return entry.stats ? { dirent, facts: factsOfStats(entry.stats) } : { dirent };
}

function isWireDirent(value: unknown): value is WireDirent {
  return typeof value === 'object' && value !== null && 'dirent' in value;
}
