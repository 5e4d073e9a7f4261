/** What an object that uses a FileHandle for a while needs of it: the file stays open until the last user has let it go. */

export interface ReferencedHandle {
  readonly fd: number;
  close(): Promise<void>;
  readFile(options?: unknown): Promise<string | Buffer>;
  writeFile(data: unknown, options?: unknown): Promise<void>;
  once(event: 'close', listener: () => void): unknown;
}

/** The count of a handle's users. */
export interface References {
  ref(): void;
  unref(): void;
}

/** Kept apart from the handles: programs have no use for them. */
const references = new WeakMap<ReferencedHandle, References>();

/** Makes a handle known, with its count. */
export function registerHandle(handle: ReferencedHandle, count: References): void {
  references.set(handle, count);
}

/** Whether `value` is a FileHandle of this package. */
export function isReferencedHandle(value: unknown): value is ReferencedHandle {
  return typeof value === 'object' && value !== null && references.has(value as ReferencedHandle);
}

/** The count of a handle's users; undefined for what is none of this package's handles. */
export function referencesOf(handle: ReferencedHandle | undefined): References | undefined {
  return handle && references.get(handle);
}
