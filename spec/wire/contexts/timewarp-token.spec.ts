import { suite } from 'uvu';
import { TimewarpTokenContext } from '../../../lib/wire/contexts/timewarp-token.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { assertStructure, assertTruncationRefused, fields } from '../../support/codec.ts';

const test = suite('wire/contexts/timewarp-token');

const bytes = fields(['Timestamp', '80d6e0ee9b35d701']);

test('TWrp holds a FILETIME', () => {
  assertStructure(TimewarpTokenContext, { timestamp: 0x01d7359beee0d680n }, bytes);
});

test('TWrp cut short is refused', () => {
  assertTruncationRefused(bytes, (part) => TimewarpTokenContext.read(new Reader(part)));
});

test.run();
