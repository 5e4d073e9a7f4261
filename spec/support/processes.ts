/** The processes of this machine as /proc tells them: who belongs to whom, and how to be rid of them. Linux alone. */
import * as fs from 'node:fs';

/**
 * Ids of the living processes (defunct ones left out) whose command line holds `text`, a path or a whole word, or whose group
 * is one of `groups`.
 */
export function findProcesses(text: string, groups: readonly number[] = []): number[] {
  if (!fs.existsSync('/proc/self/stat')) return [];
  const pids = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => pid !== process.pid && isWanted(pid, text, groups));
}

/** The name of a living process, cut to 15 characters as the kernel does. */
export function processName(pid: number): string | undefined {
  return status(pid)?.name;
}

/** Kills each process; those that have gone meanwhile do not matter. */
export function killAll(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

function isWanted(pid: number, text: string, groups: readonly number[]): boolean {
  const found = status(pid);
  if (found === undefined || found.state === 'Z') return false;
  return groups.includes(found.group) || holds(read(`/proc/${pid}/cmdline`), text);
}

/** Whether `text` occurs, and not only as the beginning of another name: `/tmp/1` is not in `/tmp/12`. */
function holds(line: string, text: string): boolean {
  for (let at = line.indexOf(text); at >= 0; at = line.indexOf(text, at + 1)) {
    if (!/[\w.-]/.test(line.charAt(at + text.length))) return true;
  }
  return false;
}

function status(pid: number): { name: string; state: string; group: number } | undefined {
  // "pid (name) state parent group ...": the name may hold anything, parentheses too.
  const line = read(`/proc/${pid}/stat`);
  const end = line.lastIndexOf(')');
  if (end < 0) return undefined;
  const [state = '', , group = ''] = line.slice(end + 2).split(' ');
  return { name: line.slice(line.indexOf('(') + 1, end), state, group: Number(group) };
}

function read(file: string): string {
  try {
    return fs.readFileSync(file, 'latin1');
  } catch {
    return ''; // The process has gone.
  }
}
