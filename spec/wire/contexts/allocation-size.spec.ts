import { suite } from 'uvu';
import { AllocationSizeContext } from '../../../lib/wire/contexts/allocation-size.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { assertStructure, assertTruncationRefused, fields } from '../../support/codec.ts';
import { assertMalformed } from '../../support/malformed.ts';

const test = suite('wire/contexts/allocation-size');

const read = (bytes: Buffer) => AllocationSizeContext.read(new Reader(bytes));
const bytes = fields(['AllocationSize', '0000000001000000']);

test('AlSi holds the size in 64 bits', () => {
  assertStructure(AllocationSizeContext, { allocationSize: 0x100000000 }, bytes);
});

test('AlSi cut short or beyond 2^53-1 is refused', () => {
  assertTruncationRefused(bytes, read);
  assertMalformed(() => read(fields(['AllocationSize', '0000000000002000'])));
});

test.run();
