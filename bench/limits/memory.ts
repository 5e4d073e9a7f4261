/** How fast memory is copied. */
import type { Limit } from './cryptography.ts';

const MIB = 1024 * 1024;
const from = Buffer.alloc(64 * MIB, 0x5a);
const to = Buffer.alloc(64 * MIB, 1);

/** Through memory that no cache holds. */
export const memoryCopy: Limit = {
  name: 'memory copy',
  work: () => from.copy(to),
};
