import { inspect } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type AvPair,
  MsvAvDnsComputerName,
  MsvAvNbComputerName,
  MsvAvNbDomainName,
  MsvAvTimestamp,
  readAvPairs,
  writeAvPairs,
} from '../../../lib/auth/ntlm/av-pairs.ts';
import {
  NTLMSSP_NEGOTIATE_OEM,
  NTLMSSP_NEGOTIATE_SIGN,
  NTLMSSP_NEGOTIATE_UNICODE,
  SUPPORTED,
} from '../../../lib/auth/ntlm/flags.ts';
import {
  type AuthenticateMessage,
  readChallenge,
  writeAuthenticate,
  writeNegotiate,
} from '../../../lib/auth/ntlm/messages.ts';
import { NtlmAcceptor } from '../../../lib/auth/ntlm/ntlm-acceptor.ts';
import { NtlmInitiator, type NtlmInitiatorOptions } from '../../../lib/auth/ntlm/ntlm-initiator.ts';
import { clientChallengeBytes, ntHash, ntowfv2, ntProof, sessionBaseKey } from '../../../lib/auth/ntlm/ntlmv2.ts';
import { MalformedError, SmbError } from '../../../lib/errors.ts';
import { assertRejects } from '../assert-rejects.ts';

const test = suite('auth/ntlm/ntlm-acceptor');

const USERS = new Map([
  ['ann', { password: 'Passw0rd!' }],
  ['empty', { password: '' }],
  ['hashed', { ntHash: ntHash('from a file') }],
  ['Жанна', { password: 'pässwörd€😀' }],
  ['γιώργος', { password: 'ẞß\ud800' }],
]);

function newAcceptor(): NtlmAcceptor {
  return new NtlmAcceptor({ computerName: 'NAS', domainName: 'HOME', lookup: async (user) => USERS.get(user) });
}

type Change = (message: Buffer) => Buffer;
const unchanged: Change = (message) => message;

/** An exchange without SPNEGO; each message may be changed on its way. */
async function run(
  options: NtlmInitiatorOptions,
  changes: { readonly negotiate?: Change; readonly challenge?: Change; readonly authenticate?: Change } = {},
) {
  const { negotiate = unchanged, challenge = unchanged, authenticate = unchanged } = changes;
  const initiator = new NtlmInitiator(options);
  const acceptor = newAcceptor();
  const challenged = await acceptor.next(negotiate(await initiator.start()));
  if (challenged.state !== 'incomplete') throw new Error('a challenge was expected');
  const result = await acceptor.next(authenticate(await initiator.next(challenge(challenged.token))));
  return { initiator, acceptor, result };
}

const ANN = { username: 'ann', password: 'Passw0rd!' };

for (const [username, password, domain] of [
  ['ann', 'Passw0rd!', undefined],
  ['ann', 'Passw0rd!', 'HOME'],
  ['ann', 'Passw0rd!', 'Другой'],
  ['empty', '', undefined],
  ['hashed', 'from a file', 'HOME'],
  ['Жанна', 'pässwörd€😀', 'HOME'],
  ['γιώργος', 'ẞß\ud800', 'HOME'],
] as const) {
  test(`${username} of ${domain ?? 'no domain'} logs on, and both sides have one key`, async () => {
    const { initiator, acceptor, result } = await run({
      username,
      password,
      ...(domain === undefined ? {} : { domain }),
    });
    const identity = { user: username, domain: domain ?? '', anonymous: false };
    assert.equal(result, { state: 'complete', token: undefined, identity });
    assert.is(acceptor.sessionKey?.length, 16);
    assert.equal(acceptor.sessionKey, initiator.sessionKey);
    assert.ok(acceptor.integrity);
    const data = Buffer.from('data');
    assert.ok(acceptor.verifyMic(data, initiator.getMic(data)));
    assert.ok(initiator.verifyMic(data, acceptor.getMic(data)));
  });
}

for (const [what, options, reason] of [
  ['a wrong password', { username: 'ann', password: 'passw0rd!' }, 'a wrong password'],
  ['an empty password in place of one', { username: 'ann', password: '' }, 'a wrong password'],
  ['a password in place of an empty one', { username: 'empty', password: 'x' }, 'a wrong password'],
  ['a user who does not exist', { username: 'bob', password: 'x' }, 'an unknown user'],
] as const) {
  test(`${what} is refused, the client cannot tell why`, async () => {
    const { acceptor, result } = await run(options);
    assert.equal(result, { state: 'rejected', ntstatus: 'STATUS_LOGON_FAILURE', reason });
    assert.is(acceptor.sessionKey, undefined);
    assert.not(acceptor.integrity);
    assert.not(acceptor.verifyMic(Buffer.alloc(1), Buffer.alloc(16)));
    assert.throws(() => acceptor.getMic(Buffer.alloc(1)));
  });
}

test('the anonymous user is told from others', async () => {
  const { acceptor, result } = await run({ ...ANN, anonymous: true });
  const identity = { user: '', domain: '', anonymous: true };
  assert.equal(result, { state: 'complete', token: undefined, identity });
  assert.equal(acceptor.sessionKey, Buffer.alloc(16));
  assert.not(acceptor.integrity);
});

test('the challenge describes the server, and no two are alike', async () => {
  const challenges = new Set<string>();
  for (let n = 0; n < 4; n++) {
    const result = await newAcceptor().next(await new NtlmInitiator(ANN).start());
    if (result.state !== 'incomplete') throw new Error('a challenge was expected');
    const message = readChallenge(result.token);
    challenges.add(message.serverChallenge.toString('hex'));
    assert.is(message.targetName, 'NAS');
    assert.is(message.negotiateFlags, 0x628a8215);
    const pairs = new Map(readAvPairs(message.targetInfo).map(({ avId, value }) => [avId, value]));
    assert.is(pairs.get(MsvAvNbComputerName)?.toString('utf16le'), 'NAS');
    assert.is(pairs.get(MsvAvNbDomainName)?.toString('utf16le'), 'HOME');
    assert.is(pairs.get(MsvAvDnsComputerName)?.toString('utf16le'), 'nas');
    const sent = Number((pairs.get(MsvAvTimestamp)?.readBigUInt64LE(0) ?? 0n) / 10_000n - 11_644_473_600_000n);
    assert.ok(Math.abs(sent - Date.now()) < 60_000, `${new Date(sent)}`);
  }
  assert.is(challenges.size, 4);
});

test('a client that knows no Unicode is challenged in its own characters', async () => {
  const negotiateMessage = writeNegotiate({ negotiateFlags: NTLMSSP_NEGOTIATE_OEM, version: undefined });
  const challenged = await newAcceptor().next(negotiateMessage);
  if (challenged.state !== 'incomplete') throw new Error('a challenge was expected');
  const { negotiateFlags, targetName } = readChallenge(challenged.token);
  assert.is(negotiateFlags & (NTLMSSP_NEGOTIATE_UNICODE | NTLMSSP_NEGOTIATE_OEM), NTLMSSP_NEGOTIATE_OEM);
  assert.is(targetName, 'NAS');
});

test('nothing is granted that was not asked for', async () => {
  const negotiate = writeNegotiate({ negotiateFlags: 0x00000201, version: undefined });
  const result = await newAcceptor().next(negotiate);
  if (result.state !== 'incomplete') throw new Error('a challenge was expected');
  assert.is(readChallenge(result.token).negotiateFlags, 0x00820201);
});

for (const which of ['negotiate', 'challenge', 'authenticate'] as const) {
  test(`no bit of the ${which} message can be changed`, async () => {
    let length = 1;
    for (let bit = 0; bit < length * 8; bit++) {
      const change: Change = (message) => {
        length = message.length;
        const changed = Buffer.from(message);
        changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        return changed;
      };
      try {
        const { result } = await run({ ...ANN, domain: 'HOME', targetName: 'cifs/nas' }, { [which]: change });
        assert.is(result.state, 'rejected', `bit ${bit}`);
      } catch (error) {
        assert.instance(error, SmbError, `bit ${bit}: ${error}`);
      }
    }
    assert.ok(length >= 40);
  });

  test(`a ${which} message cut short at any byte is malformed`, async () => {
    let whole = 1;
    for (let length = 0; length < whole; length++) {
      const cut: Change = (message) => {
        whole = message.length;
        return message.subarray(0, length);
      };
      await assertRejects(run(ANN, { [which]: cut }), MalformedError);
    }
    assert.ok(whole >= 40);
  });
}

/** The answer of a plainer client than ours: no MIC, no key exchange, and whatever `changes` say. */
async function answerPlainly(
  negotiateFlags: number,
  answer: (pairs: readonly AvPair[]) => readonly AvPair[],
  changes: Partial<AuthenticateMessage> = {},
) {
  const acceptor = newAcceptor();
  const challenged = await acceptor.next(writeNegotiate({ negotiateFlags: SUPPORTED, version: Buffer.alloc(8) }));
  if (challenged.state !== 'incomplete') throw new Error('a challenge was expected');
  const { serverChallenge, targetInfo } = readChallenge(challenged.token);
  const avPairs = writeAvPairs(answer(readAvPairs(targetInfo)));
  const temp = clientChallengeBytes({ time: 0n, challengeFromClient: Buffer.alloc(8, 1), avPairs });
  const key = ntowfv2(ntHash('Passw0rd!'), 'ann', '');
  const proof = ntProof(key, serverChallenge, temp);
  const message = {
    negotiateFlags,
    lmChallengeResponse: Buffer.alloc(24),
    ntChallengeResponse: Buffer.concat([proof, temp]),
    domainName: '',
    userName: 'ann',
    workstation: '',
    encryptedRandomSessionKey: Buffer.alloc(0),
    version: undefined,
    ...changes,
  };
  const result = await acceptor.next(writeAuthenticate(message));
  return { acceptor, result, baseKey: sessionBaseKey(key, proof) };
}

const PLAIN = 0xa0080201;

test('a client without key exchange shares the session base key', async () => {
  const { acceptor, result, baseKey } = await answerPlainly(PLAIN, (pairs) => pairs);
  assert.is(result.state, 'complete');
  assert.equal(acceptor.sessionKey, baseKey);
  assert.not(acceptor.integrity);
});

test('a client without key exchange may sign', async () => {
  const { acceptor, result } = await answerPlainly(PLAIN | NTLMSSP_NEGOTIATE_SIGN, (pairs) => pairs);
  assert.is(result.state, 'complete');
  assert.ok(acceptor.integrity);
});

test('target information that was changed on its way is refused, even without a MIC', async () => {
  for (const change of [
    (pairs: readonly AvPair[]) => pairs.filter(({ avId }) => avId !== MsvAvTimestamp),
    (pairs: readonly AvPair[]) => pairs.map((pair, n) => (n === 0 ? { ...pair, value: Buffer.from('X\0') } : pair)),
  ]) {
    const { acceptor, result } = await answerPlainly(PLAIN, change);
    assert.is(result.state, 'rejected');
    assert.is(acceptor.sessionKey, undefined);
  }
});

test('NTLMv1 and LM responses are refused', async () => {
  for (const length of [0, 1, 24]) {
    const { result } = await answerPlainly(PLAIN, (pairs) => pairs, { ntChallengeResponse: Buffer.alloc(length) });
    const reason = 'an NTLMv1 or LM response';
    assert.equal(result, { state: 'rejected', ntstatus: 'STATUS_LOGON_FAILURE', reason });
  }
});

test('a user without a name who sends a response is not anonymous', async () => {
  const { result } = await answerPlainly(PLAIN, (pairs) => pairs, { userName: '' });
  assert.is(result.state, 'rejected');
});

test('key exchange without a key is malformed', async () => {
  for (const length of [0, 15, 17]) {
    const encryptedRandomSessionKey = Buffer.alloc(length);
    await assertRejects(
      answerPlainly(SUPPORTED, (pairs) => pairs, { encryptedRandomSessionKey }),
      MalformedError,
    );
  }
});

test('one challenge allows one guess', async () => {
  const acceptor = newAcceptor();
  const initiator = new NtlmInitiator({ username: 'ann', password: 'wrong' });
  const challenged = await acceptor.next(await initiator.start());
  if (challenged.state !== 'incomplete') throw new Error('a challenge was expected');
  const right = new NtlmInitiator(ANN);
  await right.start();
  assert.is((await acceptor.next(await initiator.next(challenged.token))).state, 'rejected');
  await assertRejects(acceptor.next(await right.next(challenged.token)), MalformedError);
});

test('a response to another challenge is refused', async () => {
  const first = await run(ANN);
  assert.is(first.result.state, 'complete');
  let recorded = Buffer.alloc(0);
  await run(ANN, {
    authenticate: (message) => {
      recorded = Buffer.from(message);
      return message;
    },
  });
  const { result } = await run(ANN, { authenticate: () => recorded });
  assert.is(result.state, 'rejected');
});

test('an error of the lookup reaches the caller', async () => {
  const failing = new NtlmAcceptor({
    computerName: 'NAS',
    lookup: async () => {
      throw new RangeError('the list of users cannot be read');
    },
  });
  const initiator = new NtlmInitiator(ANN);
  const challenged = await failing.next(await initiator.start());
  if (challenged.state !== 'incomplete') throw new Error('a challenge was expected');
  await assertRejects(failing.next(await initiator.next(challenged.token)), RangeError);
});

test('a token of NTLM is recognized', async () => {
  const acceptor = newAcceptor();
  assert.ok(acceptor.recognizes(await new NtlmInitiator(ANN).start()));
  assert.not(acceptor.recognizes(Buffer.from('60480606', 'hex')));
});

test('no key can be seen in the object', async () => {
  const { acceptor } = await run(ANN);
  const seen = inspect(acceptor, { showHidden: true, depth: 9 }) + JSON.stringify(acceptor);
  assert.not.match(seen, 'Buffer');
  assert.not.match(seen, 'lookup');
});

test.run();
