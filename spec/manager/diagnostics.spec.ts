import * as assert from 'uvu/assert';
import { SmbFs } from '../../lib/index.ts';
import { sambaSuite } from '../support/samba-suite.ts';

const STEPS = ['connect', 'negotiate', 'logon', 'tree'] as const;

const test = sambaSuite('manager/diagnostics', { global: { 'server min protocol': 'SMB2_10' } });

test('says where it would connect to before it does', ({ samba }) => {
  const state = new SmbFs(samba.url()).diagnostics();
  const server = { host: samba.host, share: 'share', transport: 'directtcp', address: undefined, port: undefined };
  assert.not(state.connected);
  assert.equal(state.server, server);
  assert.equal([state.dialect, state.counters, state.inFlight, state.openFiles], [undefined, undefined, 0, 0]);
});

test('describes a connection in words and numbers', async ({ samba }) => {
  const smb = new SmbFs(samba.url());
  const file = await smb.open('/file', 'w');
  const reading = smb.stat('/file');
  // It leaves a few microtasks later, long before its answer can be read.
  for (let turns = 0; turns < 100 && smb.diagnostics().inFlight === 0; turns++) await null;
  const state = smb.diagnostics();
  assert.ok(state.connected);
  assert.is(state.server.address, samba.host);
  assert.is(state.server.port, samba.port);
  const { dialect, protection, signing, cipher } = state;
  assert.equal([dialect, protection, signing, cipher], ['3.1.1', 'signed', 'aes-gmac', 'aes-128-gcm']);
  assert.ok((state.maxReadSize ?? 0) >= 65536 && (state.maxWriteSize ?? 0) >= 65536);
  assert.is(state.openFiles, 1);
  assert.ok(state.inFlight > 0);
  assert.ok((state.credits?.available ?? 0) < (state.credits?.ceiling ?? 0));
  await reading;
  const later = smb.diagnostics();
  assert.is(later.inFlight, 0);
  assert.ok((later.counters?.framesReceived ?? 0) > (state.counters?.framesReceived ?? 0));
  await file.close();
  assert.is(smb.diagnostics().openFiles, 0);
  await smb.close();
  assert.not(smb.diagnostics().connected);
});

test('tells how connecting went, step by step', async ({ samba }) => {
  await using smb = new SmbFs(samba.url());
  assert.equal(smb.diagnostics().steps, []);
  await smb.connect();
  const { steps } = smb.diagnostics();
  assert.equal(
    steps.map(({ name, state }) => [name, state]),
    STEPS.map((name) => [name, 'done']),
  );
  for (const { milliseconds } of steps) assert.ok(milliseconds > 0);
  const agreed = steps.map((step) => step.agreed).filter((each) => each !== undefined);
  assert.equal(agreed, [{ dialect: '3.1.1', signing: 'aes-gmac', cipher: 'aes-128-gcm' }]);
  assert.equal(
    steps.map(({ peer }) => peer),
    [{ transport: 'directtcp', address: samba.host, port: samba.port }, undefined, undefined, undefined],
  );
});

for (const [failing, change] of [
  ['connect', { port: 1 }],
  ['negotiate', { maxDialect: '2.0.2' }],
  ['logon', { password: 'wrong' }],
  ['tree', { share: 'nope' }],
] as const) {
  test(`tells that connecting failed at ${failing}`, async ({ samba }) => {
    const smb = new SmbFs(samba.url(), change);
    await smb.connect().then(
      () => assert.unreachable(),
      () => {},
    );
    const taken = STEPS.slice(0, STEPS.indexOf(failing) + 1);
    assert.equal(
      smb.diagnostics().steps.map(({ name, state }) => [name, state]),
      taken.map((name) => [name, name === failing ? 'failed' : 'done']),
    );
    await smb.close();
  });
}

test('holds no secrets and changes nothing', async ({ samba }) => {
  await using smb = new SmbFs(samba.url());
  await smb.connect();
  const state = smb.diagnostics();
  assert.not.match(JSON.stringify(state), 's3cret');
  Object.assign(state.counters ?? {}, { framesSent: -1 });
  assert.ok((smb.diagnostics().counters?.framesSent ?? 0) > 0);
});

test.run();
