/** Every command by its number: for traces, and for a server, which learns from the header what a body is.  [MS-SMB2] 2.2.1.2 */
import type { Codec } from './codec.ts';
import { Cancel } from './commands/cancel.ts';
import { ChangeNotify } from './commands/change-notify.ts';
import { Close } from './commands/close.ts';
import { Create } from './commands/create.ts';
import { Echo } from './commands/echo.ts';
import { Flush } from './commands/flush.ts';
import { Ioctl } from './commands/ioctl.ts';
import { Lock } from './commands/lock.ts';
import { Logoff } from './commands/logoff.ts';
import { Negotiate } from './commands/negotiate.ts';
import { OplockBreak } from './commands/oplock-break.ts';
import { QueryDirectory } from './commands/query-directory.ts';
import { QueryInfo } from './commands/query-info.ts';
import { Read } from './commands/read.ts';
import { SessionSetup } from './commands/session-setup.ts';
import { SetInfo } from './commands/set-info.ts';
import { TreeConnect } from './commands/tree-connect.ts';
import { TreeDisconnect } from './commands/tree-disconnect.ts';
import { Write } from './commands/write.ts';

const codecs: ReadonlyMap<number, Codec<unknown, unknown>> = new Map(
  [
    Negotiate,
    SessionSetup,
    Logoff,
    TreeConnect,
    TreeDisconnect,
    Create,
    Close,
    Flush,
    Read,
    Write,
    Lock,
    Ioctl,
    Cancel,
    Echo,
    QueryDirectory,
    ChangeNotify,
    QueryInfo,
    SetInfo,
    OplockBreak,
  ].map((codec: Codec<unknown, unknown>) => [codec.command, codec]),
);

/** The codec of a command; undefined for a number that is none's. */
export function codecOf(command: number): Codec<unknown, unknown> | undefined {
  return codecs.get(command);
}

/** The specification's name of a command, as `QUERY_INFO`; `command 0x0013` for a number that is none's. */
export function commandName(command: number): string {
  return codecs.get(command)?.name ?? `command 0x${command.toString(16).padStart(4, '0')}`;
}
