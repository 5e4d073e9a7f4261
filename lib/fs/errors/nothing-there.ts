/** What a path or a folder fails with that is not there for this user. */

const NOTHING_THERE: ReadonlySet<unknown> = new Set([
  ...['EACCES', 'EINVAL', 'ELOOP', 'ENAMETOOLONG', 'ENOENT', 'ENOTDIR', 'EPERM'],
]);

/** Undefined for such a failure. Throws whatever else has gone wrong. */
export function nothingThere(error: unknown): undefined {
  if (NOTHING_THERE.has((error as { code?: unknown }).code)) return undefined;
  throw error;
}
