import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  clientChallengeBytes,
  hmacMd5,
  ntHash,
  ntowfv2,
  ntProof,
  sessionBaseKey,
} from '../../../lib/auth/ntlm/ntlmv2.ts';
import { Rc4 } from '../../../lib/auth/rc4.ts';
import * as example from './example.ts';

const test = suite('auth/ntlm/ntlmv2');

test('the NT hash of a password is its MD4 in UTF-16', () => {
  assert.is(ntHash('').toString('hex'), '31d6cfe0d16ae931b73c59d7e0c089c0');
  assert.is(ntHash('Password').toString('hex'), 'a4f49c406510bdcab6824ee7c30fd852'); // [MS-NLMP] 4.2.2.1.2
});

test('the response key is that of the specification', () => {
  const key = ntowfv2(ntHash(example.PASSWD), example.USER, example.USER_DOM);
  assert.equal(key, example.RESPONSE_KEY_NT);
});

test('the case of a user does not change the key, the case of a domain does', () => {
  const hash = ntHash('x');
  assert.equal(ntowfv2(hash, 'жАННА', 'Domain'), ntowfv2(hash, 'Жанна', 'Domain'));
  assert.not.equal(ntowfv2(hash, 'ann', 'Domain'), ntowfv2(hash, 'ann', 'DOMAIN'));
});

test('temp is that of the specification', () => {
  const avPairs = example.TARGET_INFO;
  const temp = clientChallengeBytes({ time: 0n, challengeFromClient: example.CLIENT_CHALLENGE, avPairs });
  assert.is(temp.toString('hex'), example.TEMP.toString('hex'));
});

test('the time in temp is a FILETIME', () => {
  const time = 0x01da_0102_0304_0506n;
  const temp = clientChallengeBytes({ time, challengeFromClient: Buffer.alloc(8), avPairs: Buffer.alloc(0) });
  assert.is(temp.readBigUInt64LE(8), time);
});

test('the proof is that of the specification', () => {
  const proof = ntProof(example.RESPONSE_KEY_NT, example.SERVER_CHALLENGE, example.TEMP);
  assert.equal(proof, example.NT_PROOF);
});

test('the session base key, and what it encrypts, are those of the specification', () => {
  const key = sessionBaseKey(example.RESPONSE_KEY_NT, example.NT_PROOF);
  assert.equal(key, example.SESSION_BASE_KEY);
  assert.equal(new Rc4(key).update(example.RANDOM_SESSION_KEY), example.ENCRYPTED_SESSION_KEY);
});

test('LMv2, which is never sent, comes out of the same key', () => {
  const proof = hmacMd5(example.RESPONSE_KEY_NT, example.SERVER_CHALLENGE, example.CLIENT_CHALLENGE);
  assert.equal(Buffer.concat([proof, example.CLIENT_CHALLENGE]), example.LM_CHALLENGE_RESPONSE);
});

test.run();
