/** The commands about files, directories and pipes.  [MS-SMB2] 3.3.5.9 - 3.3.5.21 */
import type { Command } from '../protocol/command.ts';
import { changeNotifyCommand } from './change-notify.ts';
import { closeCommand } from './close.ts';
import { createCommand } from './create.ts';
import { ioctlCommand } from './ioctl.ts';
import { lockCommand } from './lock.ts';
import { oplockBreakCommand } from './oplock-break.ts';
import { queryDirectoryCommand } from './query-directory.ts';
import { queryInfoCommand } from './query-info.ts';
import { readCommand } from './read.ts';
import { setInfoCommand } from './set-info.ts';
import { flushCommand, writeCommand } from './write.ts';

export const fileCommands: readonly Command[] = [
  createCommand,
  closeCommand,
  flushCommand,
  readCommand,
  writeCommand,
  lockCommand,
  ioctlCommand,
  queryDirectoryCommand,
  changeNotifyCommand,
  queryInfoCommand,
  setInfoCommand,
  oplockBreakCommand,
];
