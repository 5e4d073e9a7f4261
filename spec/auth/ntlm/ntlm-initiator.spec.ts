import { inspect } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  AV_FLAG_MIC,
  avFlags,
  findAvPair,
  MsvAvChannelBindings,
  MsvAvFlags,
  MsvAvNbComputerName,
  MsvAvNbDomainName,
  MsvAvTargetName,
  MsvAvTimestamp,
  readAvPairs,
  writeAvPairs,
} from '../../../lib/auth/ntlm/av-pairs.ts';
import {
  NTLMSSP_NEGOTIATE_128,
  NTLMSSP_NEGOTIATE_ANONYMOUS,
  NTLMSSP_NEGOTIATE_EXTENDED_SESSIONSECURITY,
  NTLMSSP_NEGOTIATE_KEY_EXCH,
  NTLMSSP_NEGOTIATE_SIGN,
  NTLMSSP_NEGOTIATE_TARGET_INFO,
  NTLMSSP_NEGOTIATE_UNICODE,
} from '../../../lib/auth/ntlm/flags.ts';
import { readAuthenticate, readNegotiate, splitMic, writeChallenge } from '../../../lib/auth/ntlm/messages.ts';
import { NtlmInitiator } from '../../../lib/auth/ntlm/ntlm-initiator.ts';
import { hmacMd5, ntHash, ntowfv2, ntProof, sessionBaseKey } from '../../../lib/auth/ntlm/ntlmv2.ts';
import { Rc4 } from '../../../lib/auth/rc4.ts';
import { MalformedError, SecurityError } from '../../../lib/errors.ts';
import { assertRejects } from '../assert-rejects.ts';
import * as example from './example.ts';

const test = suite('auth/ntlm/ntlm-initiator');

const USER = {
  username: 'User',
  password: 'Password',
  domain: 'Domain',
  workstation: 'COMPUTER',
  targetName: 'cifs/nas',
};
const TIMESTAMP = Buffer.from('0080c0e97a98da01', 'hex');

const CHALLENGE = {
  negotiateFlags: example.NEGOTIATE_FLAGS,
  serverChallenge: example.SERVER_CHALLENGE,
  targetName: 'Server',
  targetInfo: writeAvPairs([
    ...readAvPairs(example.TARGET_INFO),
    { avId: 0x1234, value: Buffer.from('unheard of') },
    { avId: MsvAvTimestamp, value: TIMESTAMP },
  ]),
  version: example.CHALLENGE_VERSION,
};

test('the first message asks for all that is needed, and names nobody', async () => {
  const message = await new NtlmInitiator(USER).start();
  assert.is(readNegotiate(message).negotiateFlags, 0x62088215);
  assert.is(message.length, 40);
});

test('the answer to a challenge proves the password, and hands over a session key', async () => {
  const initiator = new NtlmInitiator(USER);
  await initiator.start();
  assert.not(initiator.complete);
  assert.not(initiator.integrity);
  assert.is(initiator.sessionKey, undefined);
  const message = readAuthenticate(await initiator.next(writeChallenge(CHALLENGE)));
  assert.ok(initiator.complete);
  assert.ok(initiator.integrity);

  assert.is(message.userName, 'User');
  assert.is(message.domainName, 'Domain');
  assert.is(message.workstation, 'COMPUTER');
  assert.is(message.negotiateFlags, 0x62888211);
  assert.equal(message.lmChallengeResponse, Buffer.alloc(24));
  const proof = message.ntChallengeResponse.subarray(0, 16);
  const temp = message.ntChallengeResponse.subarray(16);
  const key = ntowfv2(ntHash('Password'), 'User', 'Domain');
  assert.equal(ntProof(key, example.SERVER_CHALLENGE, temp), proof);
  assert.equal(new Rc4(sessionBaseKey(key, proof)).update(message.encryptedRandomSessionKey), initiator.sessionKey);
});

test("the answer carries the server's pairs and time, and ours behind them", async () => {
  const initiator = new NtlmInitiator(USER);
  await initiator.start();
  const { ntChallengeResponse } = readAuthenticate(await initiator.next(writeChallenge(CHALLENGE)));
  assert.equal(ntChallengeResponse.subarray(24, 32), TIMESTAMP);
  const pairs = readAvPairs(ntChallengeResponse.subarray(44));
  assert.equal(
    pairs.map(({ avId }) => avId),
    [MsvAvNbDomainName, MsvAvNbComputerName, 0x1234, MsvAvTimestamp, MsvAvFlags, MsvAvChannelBindings, MsvAvTargetName],
  );
  assert.is(avFlags(pairs), AV_FLAG_MIC);
  assert.equal(findAvPair(pairs, MsvAvChannelBindings), Buffer.alloc(16));
  assert.is(findAvPair(pairs, MsvAvTargetName)?.toString('utf16le'), 'cifs/nas');
});

test('a server that sets flags of its own keeps them', async () => {
  const initiator = new NtlmInitiator({ username: 'User', password: '' });
  await initiator.start();
  const targetInfo = writeAvPairs([{ avId: MsvAvFlags, value: Buffer.from('01000080', 'hex') }]);
  const { ntChallengeResponse } = readAuthenticate(await initiator.next(writeChallenge({ ...CHALLENGE, targetInfo })));
  const pairs = readAvPairs(ntChallengeResponse.subarray(44));
  assert.is(avFlags(pairs), 0x80000003);
  assert.is(pairs.filter(({ avId }) => avId === MsvAvFlags).length, 1);
  assert.equal(findAvPair(pairs, MsvAvTargetName), Buffer.alloc(0));
});

test('where the server tells no time, ours is sent', async () => {
  const initiator = new NtlmInitiator(USER);
  await initiator.start();
  const token = writeChallenge({ ...CHALLENGE, targetInfo: example.TARGET_INFO });
  const { ntChallengeResponse } = readAuthenticate(await initiator.next(token));
  const sent = Number(ntChallengeResponse.readBigUInt64LE(24) / 10_000n - 11_644_473_600_000n);
  assert.ok(Math.abs(sent - Date.now()) < 60_000, `${new Date(sent)}`);
});

test('the MIC covers all three messages', async () => {
  const initiator = new NtlmInitiator(USER);
  const negotiate = await initiator.start();
  const challenge = writeChallenge(CHALLENGE);
  const { mic, message } = splitMic(await initiator.next(challenge));
  assert.equal(mic, hmacMd5(initiator.sessionKey ?? Buffer.alloc(0), negotiate, challenge, message));
});

test('no two exchanges share a key or a proof', async () => {
  const answers = new Set<string>();
  const keys = new Set<string | undefined>();
  for (let n = 0; n < 4; n++) {
    const initiator = new NtlmInitiator(USER);
    await initiator.start();
    const { ntChallengeResponse } = readAuthenticate(await initiator.next(writeChallenge(CHALLENGE)));
    answers.add(ntChallengeResponse.toString('hex'));
    keys.add(initiator.sessionKey?.toString('hex'));
  }
  assert.is(answers.size, 4);
  assert.is(keys.size, 4);
});

for (const [flag, name] of [
  [NTLMSSP_NEGOTIATE_UNICODE, 'Unicode'],
  [NTLMSSP_NEGOTIATE_SIGN, 'signing'],
  [NTLMSSP_NEGOTIATE_EXTENDED_SESSIONSECURITY, 'extended session security'],
  [NTLMSSP_NEGOTIATE_TARGET_INFO, 'target information'],
  [NTLMSSP_NEGOTIATE_128, '128-bit keys'],
  [NTLMSSP_NEGOTIATE_KEY_EXCH, 'key exchange'],
] as const) {
  test(`a challenge without ${name} gets no answer`, async () => {
    const initiator = new NtlmInitiator(USER);
    await initiator.start();
    const token = writeChallenge({ ...CHALLENGE, negotiateFlags: (CHALLENGE.negotiateFlags & ~flag) >>> 0 });
    const error = await assertRejects(initiator.next(token), SecurityError);
    assert.match(error.message, name);
    assert.not(initiator.complete);
  });
}

test('a challenge whose target information is empty, endless or too long is malformed', async () => {
  const filling = { avId: 0x1234, value: Buffer.alloc(65_000) };
  for (const targetInfo of [
    Buffer.alloc(0),
    example.TARGET_INFO.subarray(0, -4),
    writeAvPairs([filling, { avId: 0x1235, value: Buffer.alloc(500) }]),
  ]) {
    const initiator = new NtlmInitiator(USER);
    await initiator.start();
    await assertRejects(initiator.next(writeChallenge({ ...CHALLENGE, targetInfo })), MalformedError);
    assert.not(initiator.complete);
  }
});

test('a challenge cut short at any byte is malformed', async () => {
  const challenge = writeChallenge(CHALLENGE);
  for (let length = 0; length < challenge.length; length++) {
    const initiator = new NtlmInitiator(USER);
    await initiator.start();
    await assertRejects(initiator.next(challenge.subarray(0, length)), MalformedError);
  }
});

test('a challenge before the first message, or a second one, is malformed', async () => {
  const initiator = new NtlmInitiator(USER);
  await assertRejects(initiator.next(writeChallenge(CHALLENGE)), MalformedError);
  await initiator.start();
  await initiator.next(writeChallenge(CHALLENGE));
  await assertRejects(initiator.next(writeChallenge(CHALLENGE)), MalformedError);
});

test('anonymously, neither names nor responses are sent, and the key is zeros', async () => {
  const initiator = new NtlmInitiator({ ...USER, anonymous: true });
  await initiator.start();
  const message = readAuthenticate(await initiator.next(writeChallenge(CHALLENGE)));
  assert.is(message.userName, '');
  assert.is(message.domainName, '');
  assert.equal(message.lmChallengeResponse, Buffer.alloc(1));
  assert.equal(message.ntChallengeResponse, Buffer.alloc(0));
  assert.equal(message.encryptedRandomSessionKey, Buffer.alloc(0));
  assert.ok((message.negotiateFlags & NTLMSSP_NEGOTIATE_ANONYMOUS) !== 0);
  assert.equal(initiator.sessionKey, Buffer.alloc(16));
  assert.ok(initiator.complete);
  assert.not(initiator.integrity);
  assert.not(initiator.verifyMic(Buffer.alloc(1), Buffer.alloc(16)));
  assert.throws(
    () => initiator.getMic(Buffer.alloc(1)),
    (error: unknown) => error instanceof SecurityError,
  );
});

test('neither the password nor a key can be seen in the object', async () => {
  const initiator = new NtlmInitiator(USER);
  await initiator.start();
  await initiator.next(writeChallenge(CHALLENGE));
  const seen = inspect(initiator, { showHidden: true, depth: 9 }) + JSON.stringify(initiator);
  assert.not.match(seen, 'Password');
  assert.not.match(seen, 'Buffer');
});

test.run();
