import { inspect } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { NtlmAcceptor } from '../../lib/auth/ntlm/ntlm-acceptor.ts';
import { NtlmInitiator } from '../../lib/auth/ntlm/ntlm-initiator.ts';
import {
  ACCEPT_COMPLETED,
  ACCEPT_INCOMPLETE,
  mechTypeListBytes,
  REJECT,
  REQUEST_MIC,
  readNegTokenInit,
  readNegTokenResp,
  writeNegTokenInit,
  writeNegTokenResp,
} from '../../lib/auth/spnego.ts';
import { SpnegoAcceptor } from '../../lib/auth/spnego-acceptor.ts';
import { SpnegoInitiator } from '../../lib/auth/spnego-initiator.ts';
import { AuthenticationError, MalformedError, SecurityError } from '../../lib/errors.ts';
import { assertRejects } from './assert-rejects.ts';
import { exchange, untouched } from './exchange.ts';
import { ToyAcceptor, ToyInitiator } from './toy-mechanism.ts';

const test = suite('auth/spnego-initiator');

const NTLM = '1.3.6.1.4.1.311.2.2.10';
const TOY = '1.2.840.113554.1.2.2';
const NOTHING = Buffer.alloc(0);

const newNtlm = (): NtlmInitiator => new NtlmInitiator({ username: 'ann', password: 'Passw0rd!' });
const newAnonymous = (): NtlmInitiator => new NtlmInitiator({ username: '', password: '', anonymous: true });

function newNtlmAcceptor(password = 'Passw0rd!'): NtlmAcceptor {
  return new NtlmAcceptor({ computerName: 'NAS', lookup: async () => ({ password }) });
}

/** An initiator that has answered the challenge of `acceptor`: only the last reply is missing. */
async function answered(initiator: SpnegoInitiator, acceptor = new SpnegoAcceptor([newNtlmAcceptor()])) {
  const challenge = await acceptor.next(await initiator.start(acceptor.hint()));
  if (challenge.state !== 'incomplete') throw new Error('a challenge was expected');
  const answer = await initiator.next(challenge.token);
  const last = await acceptor.next(answer);
  if (last.state !== 'complete') throw new Error('success was expected');
  return { answer, last: last.token ?? NOTHING };
}

test('a server without a hint is offered every mechanism, the first with its token', async () => {
  const token = readNegTokenInit(await new SpnegoInitiator([newNtlm(), new ToyInitiator()]).start(NOTHING));
  assert.equal(token.mechTypes, [NTLM, TOY]);
  assert.is(token.mechToken?.toString('latin1', 0, 8), 'NTLMSSP\0');
  assert.is(token.hintName, undefined);
});

test('what the hint does not list is not offered', async () => {
  const hint = new SpnegoAcceptor([newNtlmAcceptor()]).hint();
  const initiator = new SpnegoInitiator([new ToyInitiator(), newNtlm()]);
  assert.equal(readNegTokenInit(await initiator.start(hint)).mechTypes, [NTLM]);
  assert.is(initiator.mechanism, 'NTLM');
});

test('a hint without mechanisms is as none', async () => {
  const hint = writeNegTokenInit({ mechTypes: [], mechToken: undefined, hintName: 'x' });
  assert.equal(readNegTokenInit(await new SpnegoInitiator([newNtlm()]).start(hint)).mechTypes, [NTLM]);
});

test('a server that takes nothing of ours gets nothing', async () => {
  const hint = new SpnegoAcceptor([new ToyAcceptor()]).hint();
  const error = await assertRejects(new SpnegoInitiator([newNtlm()]).start(hint), AuthenticationError);
  assert.match(error.message, 'NTLM');
  assert.match(error.message, TOY);
});

test('a hint that is no token is malformed', async () => {
  await assertRejects(new SpnegoInitiator([newNtlm()]).start(Buffer.from('NTLMSSP\0')), MalformedError);
});

test('NTLM runs through, and both lists of mechanisms are protected', async () => {
  const initiator = new SpnegoInitiator([newNtlm()]);
  const acceptor = new SpnegoAcceptor([newNtlmAcceptor()]);
  const { answer, last } = await answered(initiator, acceptor);
  assert.is(readNegTokenResp(answer).mechListMIC?.length, 16);
  assert.is(readNegTokenResp(last).mechListMIC?.length, 16);
  await initiator.finish(last);
  assert.is(initiator.mechanism, 'NTLM');
  assert.is(initiator.sessionKey?.length, 16);
  assert.equal(initiator.sessionKey, acceptor.sessionKey);
});

test('a mechanism whose last token comes with success runs through', async () => {
  const initiator = new SpnegoInitiator([new ToyInitiator(), newNtlm()]);
  const acceptor = new SpnegoAcceptor([new ToyAcceptor(), newNtlmAcceptor()]);
  assert.is((await exchange(initiator, acceptor)).state, 'complete');
  assert.is(initiator.mechanism, 'Toy');
  assert.equal(initiator.sessionKey, acceptor.sessionKey);
});

for (const [favourite, other] of [
  [new ToyInitiator(), newNtlm()],
  [newNtlm(), new ToyInitiator()],
] as const) {
  test(`where the server does not take ${favourite.name}, ${other.name} starts anew, and the lists must be confirmed`, async () => {
    const initiator = new SpnegoInitiator([favourite, other]);
    const acceptor = new SpnegoAcceptor([other.name === 'NTLM' ? newNtlmAcceptor() : new ToyAcceptor()]);
    const both = writeNegTokenInit({ mechTypes: [TOY, NTLM], mechToken: undefined, hintName: undefined });
    let token = await initiator.start(both);
    const seen: (Buffer | undefined)[] = [];
    for (;;) {
      const result = await acceptor.next(token);
      if (result.state === 'rejected') throw new Error(result.reason);
      seen.push(readNegTokenResp(result.token ?? NOTHING).mechListMIC);
      if (result.state === 'complete') {
        await initiator.finish(result.token ?? NOTHING);
        break;
      }
      token = await initiator.next(result.token);
    }
    assert.is(initiator.mechanism, other.name);
    assert.is(seen.filter((mic) => mic !== undefined).length, 1);
    assert.equal(initiator.sessionKey, acceptor.sessionKey);
  });
}

test('a mechanism that was not offered is refused', async () => {
  for (const supportedMech of [TOY, '1.2.3']) {
    const initiator = new SpnegoInitiator([newNtlm()]);
    await initiator.start(NOTHING);
    const token = writeNegTokenResp({ negState: ACCEPT_INCOMPLETE, supportedMech, responseToken: NOTHING });
    await assertRejects(initiator.next(token), SecurityError);
  }
});

test('a mechanism that the hint made us leave out is refused', async () => {
  const initiator = new SpnegoInitiator([new ToyInitiator(), newNtlm()]);
  await initiator.start(new SpnegoAcceptor([newNtlmAcceptor()]).hint());
  const token = writeNegTokenResp({ negState: REQUEST_MIC, supportedMech: TOY });
  await assertRejects(initiator.next(token), SecurityError);
});

test('a server may not change the mechanism once it has selected one', async () => {
  const initiator = new SpnegoInitiator([new ToyInitiator(), newNtlm()]);
  await initiator.start(NOTHING);
  await initiator.next(writeNegTokenResp({ negState: REQUEST_MIC, supportedMech: NTLM }));
  await assertRejects(initiator.next(writeNegTokenResp({ supportedMech: TOY })), SecurityError);
});

test('a rejection is an error of authentication, early and late', async () => {
  const early = new SpnegoInitiator([newNtlm()]);
  await early.start(NOTHING);
  await assertRejects(early.next(writeNegTokenResp({ negState: REJECT })), AuthenticationError);
  const late = new SpnegoInitiator([newNtlm()]);
  await answered(late);
  await assertRejects(late.finish(writeNegTokenResp({ negState: REJECT })), AuthenticationError);
});

test('a session that is granted before the mechanism is complete is refused', async () => {
  for (const last of [
    NOTHING,
    writeNegTokenResp({ negState: ACCEPT_COMPLETED }),
    writeNegTokenResp({ negState: ACCEPT_COMPLETED, supportedMech: NTLM }),
    writeNegTokenResp({ negState: ACCEPT_INCOMPLETE }),
    writeNegTokenResp({ negState: ACCEPT_COMPLETED, supportedMech: TOY }),
  ]) {
    const initiator = new SpnegoInitiator([newNtlm(), new ToyInitiator()]);
    await initiator.start(NOTHING);
    await assertRejects(initiator.finish(last), SecurityError);
  }
});

test('a session that is granted with an unfinished negotiation is refused', async () => {
  for (const negState of [ACCEPT_INCOMPLETE, REQUEST_MIC, 4, 127]) {
    const initiator = new SpnegoInitiator([newNtlm()]);
    await answered(initiator);
    await assertRejects(initiator.finish(writeNegTokenResp({ negState })), SecurityError);
  }
});

test('for the favourite, a server may leave its code out', async () => {
  for (const last of [NOTHING, writeNegTokenResp({}), writeNegTokenResp({ negState: ACCEPT_COMPLETED })]) {
    const initiator = new SpnegoInitiator([newNtlm()]);
    await answered(initiator);
    await initiator.finish(last);
    assert.is(initiator.sessionKey?.length, 16);
  }
});

test('a code that is wrong is refused', async () => {
  for (const mechListMIC of [NOTHING, Buffer.alloc(16), Buffer.from('01000000000000000000000000000000', 'hex')]) {
    const initiator = new SpnegoInitiator([newNtlm()]);
    await answered(initiator);
    await assertRejects(
      initiator.finish(writeNegTokenResp({ negState: ACCEPT_COMPLETED, mechListMIC })),
      SecurityError,
    );
  }
});

test('our own code sent back is refused', async () => {
  const initiator = new SpnegoInitiator([newNtlm()]);
  const { answer } = await answered(initiator);
  const { mechListMIC } = readNegTokenResp(answer);
  await assertRejects(initiator.finish(writeNegTokenResp({ negState: ACCEPT_COMPLETED, mechListMIC })), SecurityError);
});

test('a server that asked for codes must send its own', async () => {
  const initiator = new SpnegoInitiator([newNtlm()]);
  const acceptor = new SpnegoAcceptor([newNtlmAcceptor()]);
  const withRequest = (token: Buffer, round: number): Buffer =>
    writeNegTokenResp({
      ...readNegTokenResp(token),
      ...(round === 0 ? { negState: REQUEST_MIC } : { mechListMIC: undefined }),
    });
  const error = await assertRejects(exchange(initiator, acceptor, untouched, withRequest), SecurityError);
  assert.match(error.message, 'confirm');
});

test('for another mechanism than the favourite, a missing code is refused', async () => {
  const initiator = new SpnegoInitiator([new ToyInitiator(), newNtlm()]);
  await initiator.start(NOTHING);
  const acceptor = newNtlmAcceptor();
  const first = readNegTokenResp(await initiator.next(writeNegTokenResp({ supportedMech: NTLM })));
  const challenge = await acceptor.next(first.responseToken ?? NOTHING);
  if (challenge.state !== 'incomplete') throw new Error('a challenge was expected');
  await initiator.next(writeNegTokenResp({ responseToken: challenge.token }));
  await assertRejects(initiator.finish(NOTHING), SecurityError);
});

test('an anonymous user has no key, so nothing is protected', async () => {
  const initiator = new SpnegoInitiator([newAnonymous()]);
  const { answer, last } = await answered(initiator);
  assert.is(readNegTokenResp(answer).mechListMIC, undefined);
  await initiator.finish(last);
  assert.equal(initiator.sessionKey, Buffer.alloc(16));
});

test('a server cannot keep us busy for ever', async () => {
  const initiator = new SpnegoInitiator([newNtlm()]);
  await answered(initiator);
  await assertRejects(initiator.next(writeNegTokenResp({ negState: ACCEPT_INCOMPLETE })), MalformedError);
});

test('a reply without a token of the mechanism is malformed', async () => {
  const initiator = new SpnegoInitiator([newNtlm()]);
  await initiator.start(NOTHING);
  await assertRejects(initiator.next(writeNegTokenResp({ negState: ACCEPT_INCOMPLETE })), MalformedError);
});

test('a reply before we have said anything is malformed', async () => {
  await assertRejects(new SpnegoInitiator([newNtlm()]).next(writeNegTokenResp({})), MalformedError);
  await assertRejects(new SpnegoInitiator([newNtlm()]).finish(NOTHING), MalformedError);
});

test('a reply cut short at any byte is malformed', async () => {
  const acceptor = new SpnegoAcceptor([newNtlmAcceptor()]);
  const challenge = await acceptor.next(await new SpnegoInitiator([newNtlm()]).start(acceptor.hint()));
  if (challenge.state !== 'incomplete') throw new Error('a challenge was expected');
  for (let length = 0; length < challenge.token.length; length++) {
    const initiator = new SpnegoInitiator([newNtlm()]);
    await initiator.start(NOTHING);
    await assertRejects(initiator.next(challenge.token.subarray(0, length)), MalformedError);
  }
});

test('the list that our code protects is the one that we sent', async () => {
  const ntlm = newNtlm();
  const initiator = new SpnegoInitiator([ntlm, new ToyInitiator()]);
  const { mechTypeList } = readNegTokenInit(await initiator.start(NOTHING));
  assert.equal(mechTypeList, mechTypeListBytes([NTLM, TOY]));
  const challenge = await newNtlmAcceptor().next(await newNtlm().start());
  if (challenge.state !== 'incomplete') throw new Error('a challenge was expected');
  const answer = readNegTokenResp(await initiator.next(writeNegTokenResp({ responseToken: challenge.token })));
  assert.equal(answer.mechListMIC, ntlm.getMic(mechTypeList));
});

test('neither the password nor a key can be seen in the object', async () => {
  const initiator = new SpnegoInitiator([newNtlm()]);
  await answered(initiator);
  const seen = inspect(initiator, { showHidden: true, depth: 9 }) + JSON.stringify(initiator);
  assert.not.match(seen, 'Passw0rd');
  assert.not.match(seen, 'Buffer');
});

test.run();
