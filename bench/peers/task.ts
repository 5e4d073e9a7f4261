/** What every client is asked to do, and what its answer looks like. */
import type { Unit } from '../cases/case.ts';

/** The kinds of work that programs know by these names. */
export type TaskKind = 'read' | 'write' | 'random' | 'stat' | 'create' | 'fetch' | 'delete' | 'list' | 'connect';

/**
 * `read` and `write` go through the file at `path` in `count` requests of `size` bytes, `depth` at a time; `random` reads pieces
 * of it. `stat` asks for the file at `path` again and again. `create`, `fetch` (read) and `delete` take the files f0, f1, ... in
 * the folder at `path`, each `size` bytes. `list` reads the folder at `path`, `connect` begins and ends `count` sessions.
 */
export interface Task {
  readonly kind: TaskKind;
  /** Relative to the share, with slashes. */
  readonly path: string;
  readonly count: number;
  readonly size: number;
  readonly depth: number;
}

/** A server with one share, `bench`, and where its files lie on this machine. */
export interface Target {
  readonly host: string;
  readonly port: number;
  readonly transport: 'directtcp' | 'netbios';
  readonly user: string;
  readonly password: string;
}

/** What work of a kind is counted in. */
export function unitOf(kind: TaskKind): Unit {
  return kind === 'read' || kind === 'write' ? 'bytes' : 'operations';
}

/** The arguments of the programs that time themselves: KIND PATH COUNT SIZE DEPTH. */
export function taskArguments({ kind, path, count, size, depth }: Task): string[] {
  return [kind, path, String(count), String(size), String(depth)];
}
