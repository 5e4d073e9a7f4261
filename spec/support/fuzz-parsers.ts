/** Feeds parsers what looks nearly right, and what does not at all: they answer or refuse, and nothing else. */

import { mutated, Random } from './mutation.ts';
import type { Parser } from './parsers.ts';

export interface ParserFuzzResult {
  readonly fed: number;
  readonly answered: number;
  /** What was thrown that is no refusal, with what it takes to see it again. */
  readonly faults: string[];
}

/** Of this many inputs one is nothing but random bytes. */
const RANDOM_EVERY = 8;

/** Feeds each parser `rounds` inputs. */
export function fuzzParsers(parsers: readonly Parser[], seed: number, rounds: number): ParserFuzzResult {
  const result = { fed: 0, answered: 0, faults: [] as string[] };
  const random = new Random(seed);
  for (const parser of parsers) {
    for (let round = 0; round < rounds; round++) {
      const bytes = input(parser, random);
      result.fed++;
      try {
        parser.read(bytes);
        result.answered++;
      } catch (error) {
        if (parser.refuses(error)) continue;
        result.faults.push(`${parser.name}: ${(error as Error).stack} by ${bytes.toString('hex')}`);
        break;
      }
    }
  }
  return result;
}

function input({ seeds }: Parser, random: Random): Buffer {
  const seed = seeds.length > 0 && random.below(RANDOM_EVERY) > 0 ? random.pick(seeds) : undefined;
  return seed ? mutated(seed.subarray(0, 4096), random) : random.bytes(random.below(300));
}
