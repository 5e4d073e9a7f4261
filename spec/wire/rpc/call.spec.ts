import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Reader } from '../../../lib/wire/reader.ts';
import {
  CallFaultCodec,
  CallRequestCodec,
  CallResponseCodec,
  NCA_S_OP_RNG_ERROR,
  requestFragments,
  responseFragments,
  StubAssembler,
} from '../../../lib/wire/rpc/call.ts';
import {
  PFC_FIRST_FRAG,
  PFC_LAST_FRAG,
  PFC_ONLY_FRAG,
  PTYPE_REQUEST,
  PTYPE_RESPONSE,
  readPdu,
} from '../../../lib/wire/rpc/pdu.ts';
import { assertStructure, assertTruncationRefused, fields } from '../../support/codec.ts';
import { assertMalformed } from '../../support/malformed.ts';

const test = suite('wire/rpc/call');

const request = fields(['alloc_hint', '03000000'], ['p_cont_id', '0200'], ['opnum', '0f00'], ['stub data', 'aabbcc']);

test('REQUEST carries the operation and its arguments', () => {
  assertStructure(
    CallRequestCodec,
    { allocHint: 3, contextId: 2, opnum: 15, stub: Buffer.from('aabbcc', 'hex') },
    request,
  );
  assertTruncationRefused(request, (part) => CallRequestCodec.read(new Reader(part)), 8);
});

const response = fields(
  ['alloc_hint', '03000000'],
  ['p_cont_id', '0200'],
  ['cancel_count', '00'],
  ['reserved', '00'],
  ['stub data', 'aabbcc'],
);

test('RESPONSE carries the results', () => {
  assertStructure(CallResponseCodec, { allocHint: 3, contextId: 2, stub: Buffer.from('aabbcc', 'hex') }, response);
  assertTruncationRefused(response, (part) => CallResponseCodec.read(new Reader(part)), 8);
});

const fault = fields(
  ['alloc_hint', '00000000'],
  ['p_cont_id', '0200'],
  ['cancel_count', '00'],
  ['reserved', '00'],
  ['status', '0200011c'],
  ['reserved2', '00000000'],
);

test('FAULT carries a status', () => {
  assertStructure(CallFaultCodec, { contextId: 2, status: NCA_S_OP_RNG_ERROR }, fault);
  assertTruncationRefused(fault, (part) => CallFaultCodec.read(new Reader(part)), 12);
});

/** Bytes that tell where they belong. */
function numbered(length: number): Buffer {
  return Buffer.from(Array.from({ length }, (_, index) => index % 251));
}

for (const length of [0, 1, 8, 31, 32, 33, 64, 1000]) {
  test(`${length} bytes of stub data go through fragments of 56 bytes and back`, () => {
    const stub = numbered(length);
    const fragments = responseFragments(5, 2, stub, 56);
    assert.is(fragments.length, Math.max(1, Math.ceil(length / 32)));
    const assembler = new StubAssembler(1000);
    fragments.forEach((fragment, index) => {
      assert.ok(fragment.length <= 56);
      const pdu = readPdu(fragment);
      assert.is(pdu.type, PTYPE_RESPONSE);
      assert.is((pdu.flags & PFC_FIRST_FRAG) !== 0, index === 0);
      const { allocHint, stub: part } = CallResponseCodec.read(pdu.body);
      assert.is(allocHint, length - 32 * index);
      const whole = assembler.add(pdu, part);
      assert.equal(whole, index === fragments.length - 1 ? stub : undefined);
    });
  });
}

test('a request names its operation in every fragment', () => {
  const fragments = requestFragments(1, { contextId: 2, opnum: 15 }, numbered(70), 56);
  assert.equal(
    fragments.map((fragment) => {
      const pdu = readPdu(fragment);
      const { opnum, contextId } = CallRequestCodec.read(pdu.body);
      return [pdu.type, pdu.flags, pdu.callId, opnum, contextId];
    }),
    [
      [PTYPE_REQUEST, PFC_FIRST_FRAG, 1, 15, 2],
      [PTYPE_REQUEST, 0, 1, 15, 2],
      [PTYPE_REQUEST, PFC_LAST_FRAG, 1, 15, 2],
    ],
  );
});

const first = { flags: PFC_FIRST_FRAG, callId: 1 };
const middle = { flags: 0, callId: 1 };

test('one message can follow another', () => {
  const assembler = new StubAssembler(8);
  for (const callId of [1, 2]) {
    assert.is(assembler.add({ flags: PFC_FIRST_FRAG, callId }, numbered(4)), undefined);
    assert.equal(assembler.add({ flags: PFC_LAST_FRAG, callId }, numbered(4))?.length, 8);
  }
  assert.equal(assembler.add({ flags: PFC_ONLY_FRAG, callId: 3 }, numbered(8)), numbered(8));
});

test('fragments in a wrong order are refused', () => {
  assertMalformed(() => new StubAssembler(100).add(middle, numbered(4)));
  const assembler = new StubAssembler(100);
  assembler.add(first, numbered(4));
  assertMalformed(() => assembler.add(first, numbered(4)));
});

test('a fragment of another call is refused', () => {
  const assembler = new StubAssembler(100);
  assembler.add(first, numbered(4));
  assertMalformed(() => assembler.add({ ...middle, callId: 2 }, numbered(4)));
});

test('more than the limit is refused, however it is divided', () => {
  assertMalformed(() => new StubAssembler(8).add({ flags: PFC_ONLY_FRAG, callId: 1 }, numbered(9)));
  const assembler = new StubAssembler(8);
  assembler.add(first, numbered(8));
  assertMalformed(() => assembler.add(middle, numbered(1)));
});

test.run();
