/** The files that a task needs on the share, made beside the server. */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { BenchSamba } from '../servers/samba.ts';
import type { Task } from './task.ts';

const RANDOM_FILE_SIZE = 256 * 1024 * 1024;

/** Puts the share of `server` into the state from which `task` starts. */
export function prepareGround({ samba, folder }: BenchSamba, { kind, path, count, size }: Task): void {
  const place = join(folder, path);
  if (kind === 'read' || kind === 'write') makeFile(place, count * size);
  if (kind === 'random') makeFile(place, RANDOM_FILE_SIZE);
  if (kind === 'stat') makeFile(place, size);
  if (kind === 'create') {
    rmSync(place, { recursive: true, force: true });
    mkdirSync(place);
  }
  if (kind === 'fetch' || kind === 'delete') makeFiles(place, count, size);
  if (kind === 'list') makeFiles(place, count, 0);
  if (kind !== 'connect') samba.give(place);
}

/** Kept when it is there already: pages that are used again are quicker to write, for everybody. */
function makeFile(place: string, size: number): void {
  if (existsSync(place) && statSync(place).size === size) return;
  const piece = Buffer.alloc(Math.min(size, 1024 * 1024), 0x5a);
  const file = openSync(place, 'w');
  for (let at = 0; at < size; at += piece.length) writeSync(file, piece, 0, Math.min(piece.length, size - at), at);
  closeSync(file);
}

function makeFiles(place: string, count: number, size: number): void {
  mkdirSync(place, { recursive: true });
  if (readdirSync(place).length === count) return;
  const content = Buffer.alloc(size, 0x5a);
  for (let index = 0; index < count; index++) writeFileSync(join(place, `f${index}`), content);
}
