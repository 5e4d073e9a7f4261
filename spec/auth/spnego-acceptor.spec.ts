import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { NtlmAcceptor } from '../../lib/auth/ntlm/ntlm-acceptor.ts';
import { NtlmInitiator } from '../../lib/auth/ntlm/ntlm-initiator.ts';
import {
  ACCEPT_COMPLETED,
  ACCEPT_INCOMPLETE,
  NOT_DEFINED_IN_RFC4178,
  REQUEST_MIC,
  readNegTokenInit,
  readNegTokenResp,
  writeNegTokenInit,
  writeNegTokenResp,
} from '../../lib/auth/spnego.ts';
import { SpnegoAcceptor } from '../../lib/auth/spnego-acceptor.ts';
import { SpnegoInitiator } from '../../lib/auth/spnego-initiator.ts';
import { MalformedError } from '../../lib/errors.ts';
import { assertRejects } from './assert-rejects.ts';
import { exchange, untouched, type Wire } from './exchange.ts';
import { ToyAcceptor, ToyInitiator } from './toy-mechanism.ts';

const test = suite('auth/spnego-acceptor');

const NTLM = '1.3.6.1.4.1.311.2.2.10';
const TOY = '1.2.840.113554.1.2.2';
const NOTHING = Buffer.alloc(0);

const newNtlm = (password = 'Passw0rd!'): NtlmInitiator => new NtlmInitiator({ username: 'ann', password });

function newNtlmAcceptor(): NtlmAcceptor {
  return new NtlmAcceptor({ computerName: 'NAS', lookup: async () => ({ password: 'Passw0rd!' }) });
}

const LIST_CHANGED = {
  state: 'rejected',
  ntstatus: 'STATUS_ACCESS_DENIED',
  reason: 'the list of mechanisms was changed on its way',
};

/** Changes a response of the client, from the given round on. */
const changeResponse =
  (from: number, change: object): Wire =>
  (token, round) =>
    round < from ? token : writeNegTokenResp({ ...readNegTokenResp(token), ...change });

test('the hint lists the mechanisms in order', () => {
  const { mechTypes, mechToken, hintName } = readNegTokenInit(
    new SpnegoAcceptor([new ToyAcceptor(), newNtlmAcceptor()]).hint(),
  );
  assert.equal(mechTypes, [TOY, NTLM]);
  assert.is(mechToken, undefined);
  assert.is(hintName, NOT_DEFINED_IN_RFC4178);
});

test('a user logs on, and both sides have one key', async () => {
  const initiator = new SpnegoInitiator([newNtlm()]);
  const acceptor = new SpnegoAcceptor([newNtlmAcceptor()]);
  assert.is(acceptor.mechanism, undefined);
  assert.is(acceptor.sessionKey, undefined);
  const result = await exchange(initiator, acceptor);
  if (result.state !== 'complete') throw new Error('success was expected');
  assert.equal(result.identity, { user: 'ann', domain: '', anonymous: false });
  assert.is(acceptor.mechanism, 'NTLM');
  assert.is(acceptor.sessionKey?.length, 16);
  assert.equal(acceptor.sessionKey, initiator.sessionKey);
});

test('the first reply names the mechanism, the later ones do not', async () => {
  const seen: (string | undefined)[] = [];
  const watch: Wire = (token) => {
    seen.push(readNegTokenResp(token).supportedMech);
    return token;
  };
  await exchange(new SpnegoInitiator([newNtlm()]), new SpnegoAcceptor([newNtlmAcceptor()]), untouched, watch);
  assert.equal(seen, [NTLM, undefined]);
});

test('a wrong password is refused', async () => {
  const acceptor = new SpnegoAcceptor([newNtlmAcceptor()]);
  const result = await exchange(new SpnegoInitiator([newNtlm('wrong')]), acceptor);
  assert.equal(result, { state: 'rejected', ntstatus: 'STATUS_LOGON_FAILURE', reason: 'a wrong password' });
  assert.is(acceptor.sessionKey, undefined);
});

test('an anonymous user needs no codes', async () => {
  const initiator = new SpnegoInitiator([new NtlmInitiator({ username: '', password: '', anonymous: true })]);
  const result = await exchange(initiator, new SpnegoAcceptor([newNtlmAcceptor()]));
  if (result.state !== 'complete') throw new Error('success was expected');
  assert.equal(result.identity, { user: '', domain: '', anonymous: true });
  assert.is(result.token?.toString('hex'), 'a1073005a0030a0100');
});

test("the client's order of mechanisms decides", async () => {
  const acceptor = new SpnegoAcceptor([newNtlmAcceptor(), new ToyAcceptor()]);
  await exchange(new SpnegoInitiator([new ToyInitiator(), newNtlm()]), acceptor);
  assert.is(acceptor.mechanism, 'Toy');
});

test('a client whose favourite is unknown is asked for its code', async () => {
  const acceptor = new SpnegoAcceptor([newNtlmAcceptor()]);
  const first = await new SpnegoInitiator([new ToyInitiator(), newNtlm()]).start(NOTHING);
  const result = await acceptor.next(first);
  if (result.state !== 'incomplete') throw new Error('more was expected');
  const response = readNegTokenResp(result.token);
  assert.is(response.negState, REQUEST_MIC);
  assert.is(response.supportedMech, NTLM);
  assert.is(response.responseToken, undefined);
});

test('a client that sends its list without a token is asked for one', async () => {
  const acceptor = new SpnegoAcceptor([newNtlmAcceptor()]);
  const result = await acceptor.next(
    writeNegTokenInit({ mechTypes: [NTLM], mechToken: undefined, hintName: undefined }),
  );
  if (result.state !== 'incomplete') throw new Error('more was expected');
  assert.is(readNegTokenResp(result.token).negState, ACCEPT_INCOMPLETE);
  const next = await acceptor.next(writeNegTokenResp({ responseToken: await newNtlm().start() }));
  assert.is(next.state, 'incomplete');
});

test('without a mechanism in common the client is rejected', async () => {
  for (const mechTypes of [[TOY], ['1.2.3'], []]) {
    const acceptor = new SpnegoAcceptor([newNtlmAcceptor()]);
    const result = await acceptor.next(writeNegTokenInit({ mechTypes, mechToken: NOTHING, hintName: undefined }));
    assert.equal(result, {
      state: 'rejected',
      ntstatus: 'STATUS_INVALID_PARAMETER',
      reason: 'no mechanism in common',
    });
  }
});

test('a mechanism struck from the list on its way is noticed', async () => {
  const strike: Wire = (token, round) =>
    round === 0 ? writeNegTokenInit({ mechTypes: [NTLM], mechToken: undefined, hintName: undefined }) : token;
  const initiator = new SpnegoInitiator([new ToyInitiator(), newNtlm()]);
  const acceptor = new SpnegoAcceptor([new ToyAcceptor(), newNtlmAcceptor()]);
  assert.equal(await exchange(initiator, acceptor, strike), LIST_CHANGED);
});

test('a list that was put in another order is noticed', async () => {
  const swap: Wire = (token, round) => {
    if (round !== 0) return token;
    const init = readNegTokenInit(token);
    return writeNegTokenInit({ ...init, mechTypes: init.mechTypes.toReversed(), mechToken: undefined });
  };
  const initiator = new SpnegoInitiator([new ToyInitiator(), newNtlm()]);
  const acceptor = new SpnegoAcceptor([new ToyAcceptor(), newNtlmAcceptor()]);
  assert.equal(await exchange(initiator, acceptor, swap), LIST_CHANGED);
});

test('a wrong code is refused', async () => {
  for (const mechListMIC of [NOTHING, Buffer.alloc(16)]) {
    const acceptor = new SpnegoAcceptor([newNtlmAcceptor()]);
    const wrong = changeResponse(1, { mechListMIC });
    assert.equal(await exchange(new SpnegoInitiator([newNtlm()]), acceptor, wrong), LIST_CHANGED);
  }
});

test('a client of the favourite mechanism may leave its code out, and gets none', async () => {
  const acceptor = new SpnegoAcceptor([newNtlmAcceptor()]);
  const strip = changeResponse(1, { mechListMIC: undefined });
  const result = await exchange(new SpnegoInitiator([newNtlm()]), acceptor, strip);
  if (result.state !== 'complete') throw new Error('success was expected');
  assert.equal(readNegTokenResp(result.token ?? NOTHING).mechListMIC, undefined);
});

/** A client that did not get its favourite, has logged on with NTLM, and has left its code out. */
async function withoutCode() {
  const acceptor = new SpnegoAcceptor([newNtlmAcceptor()]);
  const init = writeNegTokenInit({ mechTypes: [TOY, NTLM], mechToken: NOTHING, hintName: undefined });
  await acceptor.next(init);
  const ntlm = newNtlm();
  const challenge = await acceptor.next(writeNegTokenResp({ responseToken: await ntlm.start() }));
  if (challenge.state !== 'incomplete') throw new Error('a challenge was expected');
  const responseToken = await ntlm.next(readNegTokenResp(challenge.token).responseToken ?? NOTHING);
  const asked = await acceptor.next(writeNegTokenResp({ responseToken }));
  return { acceptor, ntlm, asked, mechTypeList: readNegTokenInit(init).mechTypeList };
}

test('a client of another mechanism than its favourite is asked for the code that it left out', async () => {
  const { acceptor, ntlm, asked, mechTypeList } = await withoutCode();
  if (asked.state !== 'incomplete') throw new Error('more was expected');
  const { negState, mechListMIC } = readNegTokenResp(asked.token);
  assert.is(negState, ACCEPT_INCOMPLETE);
  assert.ok(ntlm.verifyMic(mechTypeList, mechListMIC ?? NOTHING));
  const result = await acceptor.next(writeNegTokenResp({ mechListMIC: ntlm.getMic(mechTypeList) }));
  if (result.state !== 'complete') throw new Error('success was expected');
  assert.is(result.identity.user, 'ann');
  assert.is(readNegTokenResp(result.token ?? NOTHING).negState, ACCEPT_COMPLETED);
});

test('a client of another mechanism than its favourite does not get in without its code', async () => {
  await assertRejects((await withoutCode()).acceptor.next(writeNegTokenResp({})), MalformedError);
  const { acceptor } = await withoutCode();
  assert.equal(await acceptor.next(writeNegTokenResp({ mechListMIC: Buffer.alloc(16) })), LIST_CHANGED);
});

test('a token after the end is malformed', async () => {
  const { acceptor, ntlm, mechTypeList } = await withoutCode();
  await acceptor.next(writeNegTokenResp({ mechListMIC: Buffer.alloc(16) }));
  await assertRejects(acceptor.next(writeNegTokenResp({ mechListMIC: ntlm.getMic(mechTypeList) })), MalformedError);
});

test('NTLM without SPNEGO around it runs through', async () => {
  const ntlm = newNtlm();
  const acceptor = new SpnegoAcceptor([new ToyAcceptor(), newNtlmAcceptor()]);
  const challenge = await acceptor.next(await ntlm.start());
  if (challenge.state !== 'incomplete') throw new Error('a challenge was expected');
  const result = await acceptor.next(await ntlm.next(challenge.token));
  if (result.state !== 'complete') throw new Error('success was expected');
  assert.is(result.token, undefined);
  assert.is(acceptor.mechanism, 'NTLM');
  assert.equal(acceptor.sessionKey, ntlm.sessionKey);
});

test('a first token of nothing that is known is malformed', async () => {
  for (const token of [NOTHING, Buffer.from('GET / HTTP/1.1'), writeNegTokenResp({})]) {
    await assertRejects(new SpnegoAcceptor([newNtlmAcceptor()]).next(token), MalformedError);
  }
});

test('tokens out of turn or without content are malformed', async () => {
  const first = await new SpnegoInitiator([newNtlm()]).start(NOTHING);
  for (const token of [first, writeNegTokenResp({}), NOTHING, writeNegTokenResp({ mechListMIC: Buffer.alloc(16) })]) {
    const acceptor = new SpnegoAcceptor([newNtlmAcceptor()]);
    await acceptor.next(first);
    await assertRejects(acceptor.next(token), MalformedError);
  }
});

test('tokens cut short at any byte are malformed', async () => {
  const first = await new SpnegoInitiator([newNtlm()]).start(NOTHING);
  for (let length = 0; length < first.length; length++) {
    await assertRejects(new SpnegoAcceptor([newNtlmAcceptor()]).next(first.subarray(0, length)), MalformedError);
  }
  let whole = 1;
  for (let length = 0; length < whole; length++) {
    const cut: Wire = (token, round) => {
      if (round === 0) return token;
      whole = token.length;
      return token.subarray(0, length);
    };
    const acceptor = new SpnegoAcceptor([newNtlmAcceptor()]);
    await assertRejects(exchange(new SpnegoInitiator([newNtlm()]), acceptor, cut), MalformedError);
  }
});

test.run();
