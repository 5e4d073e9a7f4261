import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PFC_ONLY_FRAG, PTYPE_RESPONSE, writePdu } from '../../../lib/wire/rpc/pdu.ts';
import { PduStream } from '../../../lib/wire/rpc/pdu-stream.ts';
import { assertMalformed } from '../../support/malformed.ts';

const test = suite('wire/rpc/pdu-stream');

function fragment(callId: number, length: number): Buffer {
  return writePdu({ type: PTYPE_RESPONSE, flags: PFC_ONLY_FRAG, callId }, (w) => w.zeros(length));
}

test('fragments come out whole, wherever the bytes were divided', () => {
  const all = Buffer.concat([fragment(1, 0), fragment(2, 40), fragment(3, 5)]);
  for (let size = 1; size <= all.length; size++) {
    const stream = new PduStream();
    const lengths: number[] = [];
    for (let from = 0; from < all.length; from += size) {
      stream.push(all.subarray(from, from + size));
      for (let next = stream.next(); next; next = stream.next()) lengths.push(next.length);
    }
    assert.equal(lengths, [16, 56, 21], `in parts of ${size}`);
  }
});

test('what was pushed may be overwritten at once', () => {
  const stream = new PduStream();
  const bytes = fragment(9, 8);
  const expected = bytes.toString('hex');
  stream.push(bytes);
  bytes.fill(0xff);
  assert.is(stream.next()?.toString('hex'), expected);
});

test('a length that does not even cover the header is refused', () => {
  const stream = new PduStream();
  const bytes = fragment(1, 8);
  bytes.writeUInt16LE(15, 8);
  stream.push(bytes);
  assertMalformed(() => stream.next());
});

test.run();
