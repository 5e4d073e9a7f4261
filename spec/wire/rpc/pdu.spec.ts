import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  PFC_FIRST_FRAG,
  PFC_ONLY_FRAG,
  PTYPE_FAULT,
  PTYPE_REQUEST,
  readPdu,
  writePdu,
} from '../../../lib/wire/rpc/pdu.ts';
import { assertTruncationRefused, fields } from '../../support/codec.ts';
import { assertMalformed } from '../../support/malformed.ts';

const test = suite('wire/rpc/pdu');

const fragment = fields(
  ['rpc_vers', '05'],
  ['rpc_vers_minor', '00'],
  ['PTYPE', '03'],
  ['pfc_flags', '03'],
  ['packed_drep', '10000000'],
  ['frag_length', '1400'],
  ['auth_length', '0000'],
  ['call_id', '07000000'],
  ['body', 'aabbccdd'],
);

test('a fragment carries its header, its length and its body', () => {
  const written = writePdu({ type: PTYPE_FAULT, flags: PFC_ONLY_FRAG, callId: 7 }, (w) => w.u32(0xddccbbaa));
  assert.is(written.toString('hex'), fragment.toString('hex'));
});

test('a fragment is read as it was written, its body at the right place', () => {
  const { body, ...header } = readPdu(fragment);
  assert.equal(header, { type: PTYPE_FAULT, flags: PFC_ONLY_FRAG, callId: 7, authenticated: false });
  assert.is(body.offset, 16);
  assert.is(body.u32(), 0xddccbbaa);
  assert.is(body.remaining, 0);
});

test('the body ends where the security trailer begins', () => {
  const secured = fields(
    ['rpc_vers', '05'],
    ['rpc_vers_minor', '00'],
    ['PTYPE', '00'],
    ['pfc_flags', '01'],
    ['packed_drep', '10000000'],
    ['frag_length', '2000'],
    ['auth_length', '0400'],
    ['call_id', '01000000'],
    ['body', 'aabbccdd'],
    ['auth_type to auth_context_id', '0a02000000000000'],
    ['auth_value', 'ffffffff'],
  );
  const { body, ...header } = readPdu(secured);
  assert.equal(header, { type: PTYPE_REQUEST, flags: PFC_FIRST_FRAG, callId: 1, authenticated: true });
  assert.is(body.remaining, 4);
});

/** The fragment with one of its bytes replaced. */
function withByte(index: number, value: number): Buffer {
  const changed = Buffer.from(fragment);
  changed[index] = value;
  return changed;
}

test('a fragment that is cut short is refused', () => {
  assertTruncationRefused(fragment, readPdu);
});

test('another length than the bytes have is refused', () => {
  assertMalformed(() => readPdu(withByte(8, 0x13)));
  assertMalformed(() => readPdu(withByte(8, 0x15)));
});

test('a security trailer that is longer than the fragment is refused', () => {
  assertMalformed(() => readPdu(withByte(10, 0x01)));
  assertMalformed(() => readPdu(withByte(11, 0xff)));
});

test('another version, and big-endian numbers, are refused', () => {
  assertMalformed(() => readPdu(withByte(0, 4)));
  assertMalformed(() => readPdu(withByte(4, 0)));
});

test.run();
