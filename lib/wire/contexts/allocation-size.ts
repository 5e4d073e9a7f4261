/** AlSi: the space to set aside for the file to be made.  [MS-SMB2] 2.2.13.2.6 */
import type { ContextCodec } from './create-contexts.ts';

export interface AllocationSize {
  readonly allocationSize: number;
}

export const AllocationSizeContext: ContextCodec<AllocationSize> = {
  name: 'AlSi',
  write(w, m) {
    w.size64(m.allocationSize); // AllocationSize
  },
  read(r) {
    return { allocationSize: r.size64() }; // AllocationSize
  },
};
