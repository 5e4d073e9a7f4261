/** FSCTL_PIPE_WAIT: wait until a named pipe has a free instance.  [MS-FSCC] 2.3.49 */
import type { StructureCodec } from '../codec.ts';

export interface PipeWait {
  /** In units of 100 milliseconds; undefined waits for ever. */
  timeout: bigint | undefined;
  /** Without `\pipe\` in front. */
  name: string;
}

export const PipeWait: StructureCodec<PipeWait> = {
  write(w, m) {
    w.i64(m.timeout ?? 0n); // Timeout
    w.u32(m.name.length * 2); // NameLength
    w.u8(m.timeout === undefined ? 0 : 1); // TimeoutSpecified
    w.u8(0); // Padding
    w.utf16(m.name); // Name
  },
  read(r) {
    const timeout = r.i64(); // Timeout
    const nameLength = r.u32(); // NameLength
    const timeoutSpecified = r.u8() !== 0; // TimeoutSpecified
    r.skip(1); // Padding
    const name = r.utf16(nameLength); // Name
    return { timeout: timeoutSpecified ? timeout : undefined, name };
  },
};
