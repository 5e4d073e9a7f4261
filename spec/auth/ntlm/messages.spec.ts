import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  isNtlmMessage,
  readAuthenticate,
  readChallenge,
  readNegotiate,
  setMic,
  splitMic,
  writeAuthenticate,
  writeChallenge,
  writeNegotiate,
} from '../../../lib/auth/ntlm/messages.ts';
import { MalformedError } from '../../../lib/errors.ts';
import { assertTruncationRefused, fields, utf16 } from '../../support/codec.ts';
import * as example from './example.ts';

const test = suite('auth/ntlm/messages');

const malformed = (error: unknown): boolean => error instanceof MalformedError;
const VERSION = Buffer.from('0a0000000000000f', 'hex');

const NEGOTIATE = fields(
  ['Signature', '4e544c4d53535000'],
  ['MessageType', '01000000'],
  ['NegotiateFlags', '15820862'],
  ['DomainNameFields', '0000 0000 00000000'],
  ['WorkstationFields', '0000 0000 00000000'],
  ['Version', VERSION],
);

const AUTHENTICATE = fields(
  ['Signature', '4e544c4d53535000'],
  ['MessageType', '03000000'],
  ['LmChallengeResponseFields', '0100 0100 66000000'],
  ['NtChallengeResponseFields', '0300 0300 67000000'],
  ['DomainNameFields', '0200 0200 58000000'],
  ['UserNameFields', '0600 0600 5a000000'],
  ['WorkstationFields', '0600 0600 60000000'],
  ['EncryptedRandomSessionKeyFields', '0400 0400 6a000000'],
  ['NegotiateFlags', '15828862'],
  ['Version', VERSION],
  ['MIC', Buffer.alloc(16)],
  ['DomainName', utf16('D')],
  ['UserName', utf16('Ann')],
  ['Workstation', utf16('Box')],
  ['LmChallengeResponse', '11'],
  ['NtChallengeResponse', '222222'],
  ['EncryptedRandomSessionKey', '33333333'],
);

const AUTHENTICATE_FIELDS = {
  negotiateFlags: 0x62888215,
  lmChallengeResponse: Buffer.from('11', 'hex'),
  ntChallengeResponse: Buffer.from('222222', 'hex'),
  domainName: 'D',
  userName: 'Ann',
  workstation: 'Box',
  encryptedRandomSessionKey: Buffer.from('33333333', 'hex'),
  version: VERSION,
};

test('a NEGOTIATE_MESSAGE is written field by field, and read back', () => {
  const message = { negotiateFlags: 0x62088215, version: VERSION };
  assert.is(writeNegotiate(message).toString('hex'), NEGOTIATE.toString('hex'));
  assert.equal(readNegotiate(NEGOTIATE), message);
});

test('a NEGOTIATE_MESSAGE may leave Version out, and may say where it comes from', () => {
  const bytes = fields(
    ['Signature', '4e544c4d53535000'],
    ['MessageType', '01000000'],
    ['NegotiateFlags', '07b20800'],
    ['DomainNameFields', '0600 0600 20000000'],
    ['WorkstationFields', '0300 0300 26000000'],
    ['DomainName', Buffer.from('DOMAIN')],
    ['WorkstationName', Buffer.from('BOX')],
  );
  assert.equal(readNegotiate(bytes), { negotiateFlags: 0x0008b207, version: undefined });
});

test('the CHALLENGE_MESSAGE of the specification is read, and written', () => {
  const message = {
    negotiateFlags: example.NEGOTIATE_FLAGS,
    serverChallenge: example.SERVER_CHALLENGE,
    targetName: example.SERVER_NAME,
    targetInfo: example.TARGET_INFO,
    version: example.CHALLENGE_VERSION,
  };
  assert.equal(readChallenge(example.CHALLENGE_MESSAGE), message);
  assert.is(writeChallenge(message).toString('hex'), example.CHALLENGE_MESSAGE.toString('hex'));
});

test('the AUTHENTICATE_MESSAGE of the specification is read', () => {
  assert.equal(readAuthenticate(example.AUTHENTICATE_MESSAGE), {
    negotiateFlags: 0xe2888235,
    lmChallengeResponse: example.LM_CHALLENGE_RESPONSE,
    ntChallengeResponse: Buffer.concat([example.NT_PROOF, example.TEMP]),
    domainName: example.USER_DOM,
    userName: example.USER,
    workstation: example.WORKSTATION,
    encryptedRandomSessionKey: example.ENCRYPTED_SESSION_KEY,
    version: example.AUTHENTICATE_VERSION,
  });
});

test('an AUTHENTICATE_MESSAGE is written field by field, and read back', () => {
  assert.is(writeAuthenticate(AUTHENTICATE_FIELDS).toString('hex'), AUTHENTICATE.toString('hex'));
  assert.equal(readAuthenticate(AUTHENTICATE), AUTHENTICATE_FIELDS);
});

test('a client without Unicode writes bytes', () => {
  const message = { ...AUTHENTICATE_FIELDS, negotiateFlags: 0x62888214 };
  const bytes = writeAuthenticate(message);
  assert.is(bytes.toString('latin1', 0x58, 0x5f), 'DAnnBox');
  assert.equal(readAuthenticate(bytes), message);
});

test('the MIC is put in place, and taken out again', () => {
  const mic = Buffer.alloc(16, 0xcc);
  const bytes = Buffer.from(AUTHENTICATE);
  setMic(bytes, mic);
  assert.is(bytes.toString('hex', 0x48, 0x58), mic.toString('hex'));
  assert.equal(splitMic(bytes), { mic, message: AUTHENTICATE });
  assert.throws(() => splitMic(AUTHENTICATE.subarray(0, 0x57)), malformed);
});

test('messages cut short at any byte are malformed', () => {
  assertTruncationRefused(NEGOTIATE, readNegotiate);
  assertTruncationRefused(example.CHALLENGE_MESSAGE, readChallenge);
  assertTruncationRefused(AUTHENTICATE, readAuthenticate);
  assertTruncationRefused(example.AUTHENTICATE_MESSAGE, readAuthenticate);
});

test('parts that point outside their message are malformed', () => {
  for (const offset of [AUTHENTICATE.length - 2, 0x7fffffff, 0x80000000, 0xfffffffe]) {
    const bytes = Buffer.from(AUTHENTICATE);
    bytes.writeUInt32LE(offset, 0x18); // NtChallengeResponse
    assert.throws(() => readAuthenticate(bytes), malformed, `${offset}`);
  }
  const challenge = Buffer.from(example.CHALLENGE_MESSAGE);
  challenge.writeUInt16LE(0xffff, 0x28); // TargetInfo
  assert.throws(() => readChallenge(challenge), malformed);
});

test('an empty part may point anywhere', () => {
  const bytes = Buffer.from(NEGOTIATE);
  bytes.writeUInt32LE(0xffffffff, 0x14);
  assert.is(readNegotiate(bytes).negotiateFlags, 0x62088215);
});

test('half a UTF-16 unit is malformed', () => {
  const bytes = Buffer.from(AUTHENTICATE);
  bytes.writeUInt16LE(5, 0x24); // UserName
  assert.throws(() => readAuthenticate(bytes), malformed);
});

test('another message, or another protocol, is malformed', () => {
  assert.throws(() => readChallenge(NEGOTIATE), malformed);
  assert.throws(() => readNegotiate(AUTHENTICATE), malformed);
  assert.throws(() => readNegotiate(Buffer.concat([Buffer.from('NTLMSSQ\0'), NEGOTIATE.subarray(8)])), malformed);
  assert.ok(isNtlmMessage(NEGOTIATE));
  assert.not(isNtlmMessage(Buffer.from('NTLMSSP')));
  assert.not(isNtlmMessage(Buffer.from('604806062b0601050502', 'hex')));
});

test('a name that is too long to be written is refused', () => {
  const message = { ...AUTHENTICATE_FIELDS, userName: 'x'.repeat(0x8000) };
  assert.throws(
    () => writeAuthenticate(message),
    (error: unknown) => error instanceof RangeError,
  );
});

test.run();
