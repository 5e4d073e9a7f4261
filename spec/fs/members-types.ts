/** What the compiler proves of the types of `SmbFs`: this file need only compile. */
import type * as nodeFs from 'node:fs';
import type * as nodePromises from 'node:fs/promises';
import type { SmbFs } from '../../lib/index.ts';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Nothing can be `any` and tell a string from a number. */
type IsAny<T> = 0 extends 1 & T ? true : false;

type MethodsOf<Module> = {
  [Name in keyof Module]: Module[Name] extends (...args: never[]) => unknown ? Name : never;
}[keyof Module];

type AnyOf<T> = { [Name in keyof T]: IsAny<T[Name]> extends true ? Name : never }[keyof T];

/** What `SmbFs` does not do itself, and where only some lines of node have it. */
type NotYet = 'mkdtempDisposable' | 'mkdtempDisposableSync';

/** The classes of `fs` that `SmbFs` leaves to `node:fs` are no methods. */
type LeftOut = 'Stats' | 'Dirent' | 'Dir' | 'Utf8Stream';

export const proofs = {
  theModuleIsNodes: true satisfies Same<SmbFs['fs'], typeof nodeFs>,
  thePromisesAreNodes: true satisfies Same<SmbFs['promises'], typeof nodePromises>,
  hasEveryMethod: true satisfies Same<Exclude<MethodsOf<typeof nodeFs>, keyof SmbFs | LeftOut | NotYet>, never>,
  hasEveryPromise: true satisfies Same<Exclude<MethodsOf<typeof nodePromises>, keyof SmbFs | NotYet>, never>,
  nothingIsAny: true satisfies Same<AnyOf<SmbFs>, never>,
};

/** Calls that mean different things by what they are given. */
export function calls(smb: SmbFs): void {
  smb.readFile('/f') satisfies Promise<Buffer>;
  smb.readFile('/f', 'utf8') satisfies Promise<string>;
  smb.readFile('/f', { encoding: 'utf8' }) satisfies Promise<string>;
  smb.readFile('/f', 'utf8', (_error, text) => text satisfies string);
  smb.stat('/f', { bigint: true }) satisfies Promise<nodeFs.BigIntStats>;
  smb.readdir('/d', { withFileTypes: true }) satisfies Promise<nodeFs.Dirent[]>;
  smb.open('/f') satisfies Promise<nodePromises.FileHandle>;
  smb.open('/f', 'r', (_error, fd) => fd satisfies number);
  smb.exists('/f') satisfies Promise<boolean>;
  smb.exists('/f', (found) => found satisfies boolean);
  smb.cp('/f', '/g', { recursive: true }) satisfies Promise<void>;
  smb.watch('/d', { recursive: true }) satisfies nodeFs.FSWatcher;
  smb.read(5, Buffer.alloc(1), 0, 1, 0) satisfies Promise<{ bytesRead: number; buffer: Buffer }>;
  smb.statSync('/f', { throwIfNoEntry: false }) satisfies nodeFs.Stats | undefined;
  smb.glob('*') satisfies AsyncIterator<string>;
  smb.glob('*', (_error, found) => found satisfies string[]);
  smb.globSync('*', { withFileTypes: true }) satisfies nodeFs.Dirent[];
  smb.close() satisfies Promise<void>;
  // @ts-expect-error: there is no such encoding.
  smb.readFile('/f', 'utf-9');
  // @ts-expect-error: a path is needed.
  smb.readFile();
}
