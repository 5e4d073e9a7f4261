import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  ACCEPT_COMPLETED,
  ACCEPT_INCOMPLETE,
  isNegTokenInit,
  mechTypeListBytes,
  NOT_DEFINED_IN_RFC4178,
  REQUEST_MIC,
  readNegTokenInit,
  readNegTokenResp,
  writeNegTokenInit,
  writeNegTokenResp,
} from '../../lib/auth/spnego.ts';
import { MalformedError } from '../../lib/errors.ts';
import { assertTruncationRefused, fields } from '../support/codec.ts';
import { flippedBits } from './flipped-bits.ts';

const test = suite('auth/spnego');

const malformed = (error: unknown): boolean => error instanceof MalformedError;
const NTLM = '1.3.6.1.4.1.311.2.2.10';
const KERBEROS = '1.2.840.113554.1.2.2';

/** What Samba 4.17 sends in a NEGOTIATE response. */
const HINT = fields(
  ['[APPLICATION 0]', '60 48'],
  ['SPNEGO', '06 06 2b0601050502'],
  ['negTokenInit2 [0]', 'a0 3e 30 3c'],
  ['mechTypes [0]', 'a0 0e 30 0c'],
  ['NTLMSSP', '06 0a 2b06010401823702020a'],
  ['negHints [3]', 'a3 2a 30 28'],
  ['hintName [0]', 'a0 26 1b 24'],
  ['', Buffer.from('not_defined_in_RFC4178@please_ignore')],
);

/** What smbclient 4.17 sends first. */
const INIT = fields(
  ['[APPLICATION 0]', '60 48'],
  ['SPNEGO', '06 06 2b0601050502'],
  ['negTokenInit [0]', 'a0 3e 30 3c'],
  ['mechTypes [0]', 'a0 0e 30 0c'],
  ['NTLMSSP', '06 0a 2b06010401823702020a'],
  ['mechToken [2]', 'a2 2a 04 28'],
  ['NEGOTIATE_MESSAGE', '4e544c4d53535000 01000000 15820862 00000000 28000000 00000000 28000000 060100000000000f'],
);

const RESP = fields(
  ['negTokenResp [1]', 'a1 28 30 26'],
  ['negState [0]', 'a0 03 0a 01 03'],
  ['supportedMech [1]', 'a1 0c 06 0a 2b06010401823702020a'],
  ['responseToken [2]', 'a2 05 04 03 010203'],
  ['mechListMIC [3]', 'a3 0a 04 08 1122334455667788'],
);

test("a server's hint is read, and written as Samba writes it", () => {
  const { mechTypeList, ...hint } = readNegTokenInit(HINT);
  assert.equal(hint, { mechTypes: [NTLM], mechToken: undefined, hintName: NOT_DEFINED_IN_RFC4178 });
  assert.is(mechTypeList.toString('hex'), '300c060a2b06010401823702020a');
  assert.is(writeNegTokenInit(hint).toString('hex'), HINT.toString('hex'));
});

test("a client's first token is read, and written as smbclient writes it", () => {
  const { mechTypeList, ...init } = readNegTokenInit(INIT);
  assert.equal(init, { mechTypes: [NTLM], mechToken: INIT.subarray(34), hintName: undefined });
  assert.equal(mechTypeList, mechTypeListBytes([NTLM]));
  assert.is(writeNegTokenInit(init).toString('hex'), INIT.toString('hex'));
});

test('the mechanisms keep their order', () => {
  const init = { mechTypes: [KERBEROS, NTLM], mechToken: undefined, hintName: undefined };
  const read = readNegTokenInit(writeNegTokenInit(init));
  assert.equal(read.mechTypes, [KERBEROS, NTLM]);
  assert.equal(read.mechTypeList, mechTypeListBytes([KERBEROS, NTLM]));
});

test('a NegTokenInit2 may leave out its mechanisms', () => {
  const token = fields(['[APPLICATION 0]', '60 0c'], ['SPNEGO', '06 06 2b0601050502'], ['[0]', 'a0 02 30 00']);
  const init = readNegTokenInit(token);
  assert.equal(init.mechTypes, []);
  assert.equal(init.mechTypeList, Buffer.alloc(0));
});

test('a mechListMIC where NegTokenInit2 has its hints is no hint', () => {
  const token = fields(
    ['[APPLICATION 0]', '60 20'],
    ['SPNEGO', '06 06 2b0601050502'],
    ['negTokenInit [0]', 'a0 16 30 14'],
    ['mechTypes [0]', 'a0 0e 30 0c 06 0a 2b06010401823702020a'],
    ['mechListMIC [3]', 'a3 02 04 00'],
  );
  assert.is(readNegTokenInit(token).hintName, undefined);
});

test('a response is written field by field, and read back', () => {
  const response = {
    negState: REQUEST_MIC,
    supportedMech: NTLM,
    responseToken: Buffer.from('010203', 'hex'),
    mechListMIC: Buffer.from('1122334455667788', 'hex'),
  };
  assert.is(writeNegTokenResp(response).toString('hex'), RESP.toString('hex'));
  assert.equal(readNegTokenResp(RESP), response);
});

test('every part of a response may be missing', () => {
  const nothing = { negState: undefined, supportedMech: undefined, responseToken: undefined, mechListMIC: undefined };
  assert.is(writeNegTokenResp({}).toString('hex'), 'a1023000');
  assert.equal(readNegTokenResp(writeNegTokenResp({})), nothing);
  assert.is(writeNegTokenResp({ negState: ACCEPT_COMPLETED }).toString('hex'), 'a1073005a0030a0100');
  const incomplete = readNegTokenResp(writeNegTokenResp({ negState: ACCEPT_INCOMPLETE }));
  assert.equal(incomplete, { ...nothing, negState: ACCEPT_INCOMPLETE });
});

test('fields of later versions are passed over', () => {
  assert.is(readNegTokenResp(Buffer.from('a10d300ba0030a0101a904040200ff', 'hex')).negState, ACCEPT_INCOMPLETE);
});

test('a first token is told from one of a mechanism itself', () => {
  assert.ok(isNegTokenInit(INIT));
  const long = { mechTypes: [NTLM], mechToken: Buffer.alloc(1000), hintName: undefined };
  assert.ok(isNegTokenInit(writeNegTokenInit(long)));
  assert.not(isNegTokenInit(INIT.subarray(34)));
  assert.not(isNegTokenInit(RESP));
  assert.not(isNegTokenInit(Buffer.from('600b06092a864886f712010202', 'hex')), 'a bare token of Kerberos');
  assert.not(isNegTokenInit(Buffer.alloc(0)));
});

test('tokens cut short at any byte are malformed', () => {
  assertTruncationRefused(HINT, readNegTokenInit);
  assertTruncationRefused(INIT, readNegTokenInit);
  assertTruncationRefused(RESP, readNegTokenResp);
});

test('one kind of token in place of the other is malformed', () => {
  assert.throws(() => readNegTokenInit(RESP), malformed);
  assert.throws(() => readNegTokenResp(INIT), malformed);
  assert.throws(() => readNegTokenInit(Buffer.from('600b06092a864886f712010202', 'hex')), malformed);
});

test('whatever bit is flipped, the result is a token or a MalformedError', () => {
  for (const [good, read] of [
    [HINT, readNegTokenInit],
    [INIT, readNegTokenInit],
    [RESP, readNegTokenResp],
  ] as const) {
    for (const [bytes, bit] of flippedBits(good)) {
      try {
        read(bytes);
      } catch (error) {
        assert.ok(malformed(error), `bit ${bit}: ${error}`);
      }
    }
  }
});

test.run();
