/** Where a share may differ from a disk, and why: what is not listed here is a bug. README.md tells users the same. */
import type { Outcome } from './machine.ts';
import { Place, type Step } from './steps.ts';

/** What a step has made on either file system. */
export interface Difference {
  readonly step: Step;
  readonly node: Outcome;
  readonly share: Outcome;
  /** Paths of files that the program holds open. */
  readonly open: readonly string[];
}

export interface KnownDifference {
  readonly reason: string;
  matches(difference: Difference): boolean;
}

const codeOf = (outcome: Outcome): unknown => (outcome as { code?: unknown } | undefined)?.code;
const nameOf = (step: Step): string => ('name' in step ? step.name : step.kind);

const PATH_ERRORS: ReadonlySet<string> = new Set(['ENOENT', 'EEXIST', 'ENOTDIR', 'ENAMETOOLONG', 'EISDIR', 'EBUSY']);

/** The paths that a step names. */
function pathsOf(step: Step): string[] {
  if (step.kind === 'path') return step.args.filter((arg) => arg instanceof Place).map(({ below }) => below);
  return 'path' in step ? [step.path.below] : [];
}

export const knownDifferences: readonly KnownDifference[] = [
  {
    reason: 'what makes, moves or removes a name refuses `.` before it looks at anything else',
    matches: ({ step, node }) =>
      pathsOf(step).some((path) => /(^|\/)\.$/.test(path)) && ['ENOENT', 'ENOTDIR'].includes(String(codeOf(node))),
  },
  {
    reason: 'an error of `realpath` names the whole path, not its first part that is missing',
    matches: ({ step, node, share }) => nameOf(step) === 'realpath' && codeOf(node) === codeOf(share),
  },
  {
    reason: 'of two things that are wrong with two paths, another one may be told',
    matches: ({ step, node, share }) =>
      pathsOf(step).length === 2 && [node, share].every((outcome) => PATH_ERRORS.has(String(codeOf(outcome)))),
  },
  {
    reason: 'where a file is in the middle of the path, `rmSync` says that it has looked, and node that it has removed',
    matches: ({ step, node, share }) =>
      nameOf(step) === 'rm' &&
      codeOf(node) === codeOf(share) &&
      ['ENOTDIR', 'ENAMETOOLONG'].includes(String(codeOf(node))),
  },
  {
    reason: 'a length that is wrong is found out before the file is looked for',
    matches: ({ step, share }) => nameOf(step) === 'truncate' && codeOf(share) === 'ERR_OUT_OF_RANGE',
  },
  {
    reason: 'node forgets why it could not read an empty file through a descriptor, if there is a callback',
    matches: ({ step, share }) => step.kind === 'file' && step.name === 'readFile' && codeOf(share) === 'EBADF',
  },
  {
    reason:
      'a file that is open, or a folder with such a file, is neither replaced nor moved while others need its name',
    matches: ({ step, share, open }) =>
      open.length > 0 && nameOf(step) === 'rename' && ['EACCES', 'EBUSY'].includes(String(codeOf(share))),
  },
  {
    reason: 'the name of a removed file stays taken until the last handle is closed',
    matches: ({ share, open }) => open.length > 0 && codeOf(share) === 'EBUSY',
  },
  {
    reason: 'the folder of a removed file that is still open is not empty until the last handle is closed',
    matches: ({ step, share, open }) =>
      ['rm', 'rmdir'].includes(nameOf(step)) &&
      codeOf(share) === 'ENOTEMPTY' &&
      open.some((path) => pathsOf(step).some((folder) => path.startsWith(folder))),
  },
];
