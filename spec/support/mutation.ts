/** Damaged messages and random bytes, the same ones for the same seed. */

/** Numbers that mean something as a length, an offset or a count. */
const NUMBERS = [0, 1, 2, 7, 8, 63, 64, 0xff, 0x7fff, 0x8000, 0xffff, 0x1_0000, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];

/** A copy of `bytes` with a few numbers behind the first `intact` bytes overwritten, and the end cut off or added to. */
export function mutated(bytes: Buffer, random: Random, intact = 0): Buffer {
  const body = Buffer.from(bytes);
  for (let i = random.below(4); i > 0; i--) {
    const size = random.pick([1, 2, 4]);
    if (body.length < size + intact) continue;
    const value = random.below(2) === 0 ? random.pick(NUMBERS) : random.below(2 ** 32);
    body.writeUIntLE(value % 2 ** (8 * size), intact + random.below(body.length - size - intact + 1), size);
  }
  switch (random.below(8)) {
    case 0:
      return body.subarray(0, random.below(body.length + 1));
    case 1:
      return Buffer.concat([body, random.bytes(random.below(64))]);
    default:
      return body;
  }
}

/** A generator of 32-bit numbers: xorshift. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = (seed ^ 0x9e37_79b9) >>> 0 || 1;
  }

  below(limit: number): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x >>> 0;
    return Math.floor((this.#state / 2 ** 32) * limit);
  }

  pick<T>(values: readonly [T, ...T[]] | readonly T[]): T {
    return values[this.below(values.length)] as T;
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.below(256)));
  }
}
