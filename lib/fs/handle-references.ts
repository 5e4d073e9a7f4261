/** What an object that uses a FileHandle for a while needs of it: the file stays open until the last user has let it go. */

/** Methods of a FileHandle for the rest of this package alone. */
export const REF: unique symbol = Symbol('smbfs.ref');
export const UNREF: unique symbol = Symbol('smbfs.unref');

export interface ReferencedHandle {
  readonly fd: number;
  close(): Promise<void>;
  readFile(options?: unknown): Promise<string | Buffer>;
  writeFile(data: unknown, options?: unknown): Promise<void>;
  once(event: 'close', listener: () => void): unknown;
  [REF](): void;
  [UNREF](): void;
}

/** Whether `value` is a FileHandle of this package. */
export function isReferencedHandle(value: unknown): value is ReferencedHandle {
  return typeof value === 'object' && value !== null && REF in value;
}
