/** `fsync` and `fdatasync`: have the server write a file to its disk. */

import { validateFd } from '../arguments/validate.ts';
import type { Operation } from '../operation.ts';

/** `fsync(fd)` */
export const fsync: Operation<void> = (fs, fd) => {
  const number = validateFd(fd);
  return async () => fs.descriptors.get(number, 'fsync').sync('fsync');
};

/** `fdatasync(fd)`: the server has one FLUSH, which writes everything. */
export const fdatasync: Operation<void> = (fs, fd) => {
  const number = validateFd(fd);
  return async () => fs.descriptors.get(number, 'fdatasync').sync('fdatasync');
};
