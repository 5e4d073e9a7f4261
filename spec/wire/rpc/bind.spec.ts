import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { StructureCodec } from '../../../lib/wire/codec.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import {
  type Bind,
  type BindAck,
  BindAckCodec,
  BindCodec,
  BindNakCodec,
  NAK_AUTHENTICATION_TYPE_NOT_RECOGNIZED,
  REASON_ABSTRACT_SYNTAX_NOT_SUPPORTED,
  RESULT_ACCEPTANCE,
  RESULT_PROVIDER_REJECTION,
} from '../../../lib/wire/rpc/bind.ts';
import { PDU_HEADER_SIZE } from '../../../lib/wire/rpc/pdu.ts';
import { NDR_SYNTAX, SRVSVC_SYNTAX } from '../../../lib/wire/rpc/syntax-identifier.ts';
import { Writer } from '../../../lib/wire/writer.ts';
import { assertTruncationRefused, fields } from '../../support/codec.ts';

const test = suite('wire/rpc/bind');

const SRVSVC = 'c84f324b 7016 d301 1278 5a47bf6ee188 0300 0000';
const NDR = '045d888a eb1c c911 9fe8 08002b104860 0200 0000';

/** Bodies follow a header of 16 bytes, from whose start alignment counts. */
function written<T>(codec: StructureCodec<T>, value: T): Buffer {
  const w = new Writer();
  w.begin(0);
  w.zeros(PDU_HEADER_SIZE);
  codec.write(w, value);
  return Buffer.concat(w.finish()).subarray(PDU_HEADER_SIZE);
}

function read<T>(codec: StructureCodec<T>, body: Buffer): T {
  const r = new Reader(Buffer.concat([Buffer.alloc(PDU_HEADER_SIZE), body]));
  r.skip(PDU_HEADER_SIZE);
  return codec.read(r);
}

function assertBody<T>(codec: StructureCodec<T>, value: T, expected: Buffer): void {
  assert.is(written(codec, value).toString('hex'), expected.toString('hex'));
  assert.equal(read(codec, expected), value);
}

const bind: Bind = {
  maxXmitFrag: 4280,
  maxRecvFrag: 5840,
  assocGroupId: 0x53f0,
  contexts: [{ contextId: 1, abstractSyntax: SRVSVC_SYNTAX, transferSyntaxes: [NDR_SYNTAX, SRVSVC_SYNTAX] }],
};

const bindBytes = fields(
  ['max_xmit_frag', 'b810'],
  ['max_recv_frag', 'd016'],
  ['assoc_group_id', 'f0530000'],
  ['n_context_elem', '01'],
  ['reserved', '00'],
  ['reserved2', '0000'],
  ['p_cont_id', '0100'],
  ['n_transfer_syn', '02'],
  ['reserved', '00'],
  ['abstract_syntax', SRVSVC],
  ['transfer_syntaxes', NDR + SRVSVC],
);

test('BIND names interfaces and their encodings', () => {
  assertBody(BindCodec, bind, bindBytes);
});

test('a BIND that is cut short is refused, whatever its counts say', () => {
  assertTruncationRefused(bindBytes, (part) => read(BindCodec, part));
});

const ack: BindAck = {
  maxXmitFrag: 4280,
  maxRecvFrag: 4280,
  assocGroupId: 1,
  secondaryAddress: '\\PIPE\\srvsvc',
  results: [
    { result: RESULT_ACCEPTANCE, reason: 0, transferSyntax: NDR_SYNTAX },
    {
      result: RESULT_PROVIDER_REJECTION,
      reason: REASON_ABSTRACT_SYNTAX_NOT_SUPPORTED,
      transferSyntax: { uuid: '00000000-0000-0000-0000-000000000000', majorVersion: 0, minorVersion: 0 },
    },
  ],
};

const ackBytes = fields(
  ['max_xmit_frag', 'b810'],
  ['max_recv_frag', 'b810'],
  ['assoc_group_id', '01000000'],
  ['sec_addr: length', '0d00'],
  ['port_spec', '5c504950455c73727673766300'],
  ['pad2', '00'],
  ['n_results', '02'],
  ['reserved', '00'],
  ['reserved2', '0000'],
  ['result', '0000'],
  ['reason', '0000'],
  ['transfer_syntax', NDR],
  ['result', '0200'],
  ['reason', '0100'],
  ['transfer_syntax', '00'.repeat(20)],
);

test('BIND_ACK answers each context', () => {
  assertBody(BindAckCodec, ack, ackBytes);
});

test('a BIND_ACK that is cut short is refused', () => {
  assertTruncationRefused(ackBytes, (part) => read(BindAckCodec, part));
});

test('BIND_NAK says why', () => {
  const bytes = fields(['provider_reject_reason', '0800'], ['n_protocols', '01'], ['major', '05'], ['minor', '00']);
  assertBody(BindNakCodec, { rejectReason: NAK_AUTHENTICATION_TYPE_NOT_RECOGNIZED }, bytes);
  assertTruncationRefused(bytes, (part) => read(BindNakCodec, part), 2);
});

test.run();
