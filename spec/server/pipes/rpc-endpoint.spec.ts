import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { RpcEndpoint } from '../../../lib/server/pipes/rpc-endpoint.ts';
import { RpcFailure } from '../../../lib/server/pipes/rpc-interface.ts';
import {
  type Bind,
  type BindAck,
  BindAckCodec,
  BindCodec,
  BindNakCodec,
  NAK_AUTHENTICATION_TYPE_NOT_RECOGNIZED,
  NAK_REASON_NOT_SPECIFIED,
  REASON_ABSTRACT_SYNTAX_NOT_SUPPORTED,
  REASON_PROPOSED_TRANSFER_SYNTAXES_NOT_SUPPORTED,
  RESULT_ACCEPTANCE,
  RESULT_PROVIDER_REJECTION,
} from '../../../lib/wire/rpc/bind.ts';
import {
  CallFaultCodec,
  CallRequestCodec,
  CallResponseCodec,
  NCA_S_OP_RNG_ERROR,
  NCA_S_UNK_IF,
  requestFragments,
} from '../../../lib/wire/rpc/call.ts';
import {
  PFC_FIRST_FRAG,
  PFC_OBJECT_UUID,
  PFC_ONLY_FRAG,
  PTYPE_ALTER_CONTEXT,
  PTYPE_ALTER_CONTEXT_RESP,
  PTYPE_BIND,
  PTYPE_BIND_ACK,
  PTYPE_BIND_NAK,
  PTYPE_CO_CANCEL,
  PTYPE_FAULT,
  PTYPE_ORPHANED,
  PTYPE_REQUEST,
  PTYPE_RESPONSE,
  readPdu,
  writePdu,
} from '../../../lib/wire/rpc/pdu.ts';
import { NDR_SYNTAX, type SyntaxIdentifier } from '../../../lib/wire/rpc/syntax-identifier.ts';
import { assertMalformed } from '../../support/malformed.ts';

const test = suite('server/pipes/rpc-endpoint');

const SYNTAX: SyntaxIdentifier = { uuid: '60a15ec5-4de8-11d7-a637-005056a20182', majorVersion: 1, minorVersion: 0 };
const NDR64: SyntaxIdentifier = { uuid: '71710533-beba-4937-8319-b5dbef9ccc36', majorVersion: 1, minorVersion: 0 };
const NOBODYS: SyntaxIdentifier = { uuid: '12345678-1234-abcd-ef00-01234567cffb', majorVersion: 1, minorVersion: 0 };

/** An endpoint whose operation 0 answers with its arguments. */
function endpoint(): RpcEndpoint {
  const call = (opnum: number, stub: Buffer): Buffer => {
    if (opnum !== 0) throw new RpcFailure(NCA_S_OP_RNG_ERROR);
    return stub;
  };
  return new RpcEndpoint('echo', [{ syntax: SYNTAX, call }]);
}

const offer: Bind = {
  maxXmitFrag: 5840,
  maxRecvFrag: 2000,
  assocGroupId: 0,
  contexts: [{ contextId: 3, abstractSyntax: SYNTAX, transferSyntaxes: [NDR64, NDR_SYNTAX] }],
};

function bindPdu(bind: Bind, type: number = PTYPE_BIND): Buffer {
  return writePdu({ type, flags: PFC_ONLY_FRAG, callId: 1 }, (w) => BindCodec.write(w, bind));
}

function bound(): RpcEndpoint {
  const rpc = endpoint();
  rpc.receive(bindPdu(offer));
  return rpc;
}

/** The only answer to what is sent. */
function answer(rpc: RpcEndpoint, bytes: Buffer): ReturnType<typeof readPdu> {
  const answers = rpc.receive(bytes);
  assert.is(answers.length, 1);
  return readPdu(answers[0] ?? Buffer.alloc(0));
}

function acknowledged(rpc: RpcEndpoint, bytes: Buffer, type: number = PTYPE_BIND_ACK): BindAck {
  const pdu = answer(rpc, bytes);
  assert.is(pdu.type, type);
  return BindAckCodec.read(pdu.body);
}

function refused(rpc: RpcEndpoint, bytes: Buffer): number {
  const pdu = answer(rpc, bytes);
  assert.is(pdu.type, PTYPE_BIND_NAK);
  return BindNakCodec.read(pdu.body).rejectReason;
}

function faulted(rpc: RpcEndpoint, bytes: Buffer): number {
  const pdu = answer(rpc, bytes);
  assert.is(pdu.type, PTYPE_FAULT);
  return CallFaultCodec.read(pdu.body).status;
}

function request(opnum = 0, contextId = 3, stub = Buffer.from('abcd')): Buffer {
  return Buffer.concat(requestFragments(2, { contextId, opnum }, stub, 4280));
}

test('BIND is acknowledged in the one encoding there is', () => {
  const { results, ...rest } = acknowledged(endpoint(), bindPdu(offer));
  assert.equal(rest, { maxXmitFrag: 2000, maxRecvFrag: 4280, assocGroupId: 1, secondaryAddress: '\\PIPE\\echo' });
  assert.equal(results, [{ result: RESULT_ACCEPTANCE, reason: 0, transferSyntax: NDR_SYNTAX }]);
});

test('an interface that nobody offers, and an encoding that nobody speaks, are rejected by themselves', () => {
  const contexts = [
    { contextId: 0, abstractSyntax: NOBODYS, transferSyntaxes: [NDR_SYNTAX] },
    { contextId: 1, abstractSyntax: SYNTAX, transferSyntaxes: [NDR64] },
    { contextId: 2, abstractSyntax: SYNTAX, transferSyntaxes: [NDR_SYNTAX] },
  ];
  const rpc = endpoint();
  const { results } = acknowledged(rpc, bindPdu({ ...offer, contexts }));
  assert.equal(
    results.map(({ result, reason }) => [result, reason]),
    [
      [RESULT_PROVIDER_REJECTION, REASON_ABSTRACT_SYNTAX_NOT_SUPPORTED],
      [RESULT_PROVIDER_REJECTION, REASON_PROPOSED_TRANSFER_SYNTAXES_NOT_SUPPORTED],
      [RESULT_ACCEPTANCE, 0],
    ],
  );
  assert.is(faulted(rpc, request(0, 1)), NCA_S_UNK_IF);
  assert.is(answer(rpc, request(0, 2)).type, PTYPE_RESPONSE);
});

test('BIND is refused when it was done, or when the client takes no fragment of the least size', () => {
  assert.is(refused(bound(), bindPdu(offer)), NAK_REASON_NOT_SPECIFIED);
  assert.is(refused(endpoint(), bindPdu({ ...offer, maxRecvFrag: 1431 })), NAK_REASON_NOT_SPECIFIED);
});

/** The fragment with a security trailer of four bytes. */
function secured(pdu: Buffer): Buffer {
  const bytes = Buffer.concat([pdu, Buffer.from('0a02000000000000ffffffff', 'hex')]);
  bytes.writeUInt16LE(bytes.length, 8);
  bytes.writeUInt16LE(4, 10);
  return bytes;
}

test('security of its own is refused: the session has it', () => {
  assert.is(refused(endpoint(), secured(bindPdu(offer))), NAK_AUTHENTICATION_TYPE_NOT_RECOGNIZED);
  assertMalformed(() => bound().receive(secured(request())));
});

test('ALTER_CONTEXT adds an interface', () => {
  const rpc = bound();
  const contexts = [{ contextId: 9, abstractSyntax: SYNTAX, transferSyntaxes: [NDR_SYNTAX] }];
  const { results } = acknowledged(rpc, bindPdu({ ...offer, contexts }, PTYPE_ALTER_CONTEXT), PTYPE_ALTER_CONTEXT_RESP);
  assert.equal(
    results.map(({ result }) => result),
    [RESULT_ACCEPTANCE],
  );
  assert.is(answer(rpc, request(0, 9)).type, PTYPE_RESPONSE);
  assert.is(answer(rpc, request(0, 3)).type, PTYPE_RESPONSE);
});

test('a call in fragments is answered in fragments of the size that the client takes', () => {
  const rpc = bound();
  const stub = Buffer.from(Array.from({ length: 10_000 }, (_, index) => index % 253));
  const fragments = requestFragments(2, { contextId: 3, opnum: 0 }, stub, 4280);
  const answers = fragments.flatMap((fragment, index) => {
    const list = rpc.receive(fragment);
    assert.is(list.length > 0, index === fragments.length - 1);
    return list;
  });
  assert.ok(answers.every((fragment) => fragment.length <= 2000));
  const results = answers.map((fragment) => CallResponseCodec.read(readPdu(fragment).body).stub);
  assert.equal(Buffer.concat(results), stub);
});

test('an operation that fails is a fault, and the next call works', () => {
  const rpc = bound();
  assert.is(faulted(rpc, request(1)), NCA_S_OP_RNG_ERROR);
  assert.is(answer(rpc, request()).type, PTYPE_RESPONSE);
});

test('a call on an object is a fault', () => {
  const flags = PFC_ONLY_FRAG | PFC_OBJECT_UUID;
  const stub = Buffer.alloc(16);
  const pdu = writePdu({ type: PTYPE_REQUEST, flags, callId: 2 }, (w) =>
    CallRequestCodec.write(w, { allocHint: 0, contextId: 3, opnum: 0, stub }),
  );
  assert.is(faulted(bound(), pdu), NCA_S_UNK_IF);
});

test('a call that is given up half-way leaves room for the next', () => {
  const rpc = bound();
  const [first = Buffer.alloc(0)] = requestFragments(2, { contextId: 3, opnum: 0 }, Buffer.alloc(9000), 4280);
  assert.is(readPdu(first).flags, PFC_FIRST_FRAG);
  assert.equal(rpc.receive(first), []);
  assert.equal(rpc.receive(writePdu({ type: PTYPE_CO_CANCEL, flags: PFC_ONLY_FRAG, callId: 2 }, () => {})), []);
  assert.equal(rpc.receive(writePdu({ type: PTYPE_ORPHANED, flags: PFC_ONLY_FRAG, callId: 2 }, () => {})), []);
  assert.is(answer(rpc, request()).type, PTYPE_RESPONSE);
});

test('what a client must not send is malformed', () => {
  assertMalformed(() => endpoint().receive(request()));
  assertMalformed(() => endpoint().receive(bindPdu(offer, PTYPE_ALTER_CONTEXT)));
  assertMalformed(() => bound().receive(bindPdu(offer, PTYPE_BIND_ACK)));
  assertMalformed(() => bound().receive(writePdu({ type: 77, flags: PFC_ONLY_FRAG, callId: 2 }, () => {})));
});

test('a call of more arguments than any operation has is malformed, not remembered', () => {
  const rpc = bound();
  const fragments = requestFragments(2, { contextId: 3, opnum: 0 }, Buffer.alloc(65537), 4280);
  assertMalformed(() => {
    for (const fragment of fragments) rpc.receive(fragment);
  });
});

test.run();
