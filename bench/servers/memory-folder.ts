/** Where files are kept in memory, on systems that have such a folder; otherwise, where temporary ones are. */
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';

export function memoryFolder(): string {
  return existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
}
