/** Who may come in, how well protected, and for how long. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SmbFs, type SmbFsOptions } from '../../lib/index.ts';
import { createServer, type ServerOptions } from '../../lib/server/index.ts';
import { type Embedded, startEmbedded } from './embedded.ts';

const test = suite('server/sessions');

/** Runs `task` with a server of these options, which must not have failed by itself afterwards. */
async function withServer(options: Partial<ServerOptions>, task: (embedded: Embedded) => Promise<void>): Promise<void> {
  const embedded = await startEmbedded(options);
  try {
    await task(embedded);
    assert.equal(embedded.failures, []);
  } finally {
    await embedded.stop();
  }
}

/** Runs `task` with a client of `share`, which is closed afterwards. */
async function withClient<T>(
  { server }: Embedded,
  share: string,
  options: SmbFsOptions,
  task: (smb: SmbFs) => Promise<T>,
): Promise<T> {
  const smb = new SmbFs(server.url(share), options);
  try {
    return await task(smb);
  } finally {
    await smb.close();
  }
}

const ann = { username: 'ann', password: 's3cret' };

async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'no error',
    (error: { code?: unknown; ntstatus?: unknown }) => error.ntstatus ?? error.code,
  );
}

test('lets users in by their password, whatever the case of their names', () =>
  withServer({}, async (embedded) => {
    for (const options of [ann, { ...ann, username: 'ANN' }, { username: 'bob', password: 'b0b' }]) {
      assert.is(await withClient(embedded, 'share', options, (smb) => smb.readFile('/hello.txt', 'utf8')), 'hello');
    }
  }));

test('keeps out wrong passwords, unknown users, guests and nobody', () =>
  withServer({ shares: { share: '/tmp' } }, async (embedded) => {
    const reasons: string[] = [];
    embedded.server.events.on('logonFailed', (_actor, reason) => reasons.push(reason));
    for (const options of [{ ...ann, password: 'S3cret' }, { ...ann, username: 'eve' }, { guest: true }]) {
      assert.is(await codeOf(withClient(embedded, 'share', options, (smb) => smb.connect())), 'STATUS_LOGON_FAILURE');
    }
    const anonymous = withClient(embedded, 'share', { anonymous: true }, (smb) => smb.connect());
    assert.is(await codeOf(anonymous), 'STATUS_ACCESS_DENIED');
    const nobody = 'anonymous users are not let in';
    assert.equal(reasons, ['a wrong password', 'an unknown user', 'an unknown user', nobody]);
  }));

test('lets guests into the shares that are for them, and into no other', () =>
  withServer({}, async (embedded) => {
    const read = (smb: SmbFs): Promise<string> => smb.readFile('/hello.txt', 'utf8');
    assert.is(await withClient(embedded, 'guests', { guest: true }, read), 'hello');
    assert.is(await codeOf(withClient(embedded, 'share', { guest: true }, read)), 'STATUS_ACCESS_DENIED');
    assert.is(await withClient(embedded, 'guests', ann, read), 'hello');
  }));

test('does not take a user with a wrong password for a guest', () =>
  withServer({}, async (embedded) => {
    const wrong = withClient(embedded, 'guests', { ...ann, password: 'x' }, (smb) => smb.connect());
    assert.is(await codeOf(wrong), 'STATUS_LOGON_FAILURE');
  }));

test('lets nobody in when told to', () =>
  withServer({ anonymous: true }, async (embedded) => {
    const read = withClient(embedded, 'guests', { anonymous: true }, (smb) => smb.readFile('/hello.txt', 'utf8'));
    assert.is(await read, 'hello');
  }));

test('refuses every change of a share that is read-only', () =>
  withServer({}, async (embedded) => {
    await withClient(embedded, 'readonly', ann, async (smb) => {
      assert.is(await smb.readFile('/hello.txt', 'utf8'), 'hello');
      for (const change of [
        () => smb.writeFile('/new', 'x'),
        () => smb.writeFile('/hello.txt', 'x'),
        () => smb.appendFile('/hello.txt', 'x'),
        () => smb.mkdir('/folder'),
        () => smb.rename('/hello.txt', '/hi.txt'),
        () => smb.unlink('/hello.txt'),
        () => smb.utimes('/hello.txt', 1, 1),
      ]) {
        assert.ok(
          ['EACCES', 'EPERM', 'EROFS'].includes(
            String(
              await change().then(
                () => 'done',
                (e) => e.code,
              ),
            ),
          ),
        );
      }
    });
    assert.is(await withClient(embedded, 'share', ann, (smb) => smb.readFile('/hello.txt', 'utf8')), 'hello');
  }));

test('serves an encrypted share encrypted only', () =>
  withServer({}, async (embedded) => {
    const read = (smb: SmbFs): Promise<string> => smb.readFile('/hello.txt', 'utf8');
    assert.is(await withClient(embedded, 'encrypted', ann, read), 'hello');
    const plain = withClient(embedded, 'encrypted', { ...ann, encryption: 'disabled' }, read);
    assert.is.not(await codeOf(plain), 'no error');
    const old = withClient(embedded, 'encrypted', { ...ann, maxDialect: '2.1' }, read);
    assert.is.not(await codeOf(old), 'no error');
  }));

for (const cipher of ['aes-128-gcm', 'aes-128-ccm', 'aes-256-gcm', 'aes-256-ccm'] as const) {
  test(`encrypts everything with ${cipher} when it must`, () =>
    withServer({ encryption: 'required', ciphers: [cipher] }, (embedded) =>
      withClient(embedded, 'share', ann, async (smb) => {
        assert.is(await smb.readFile('/hello.txt', 'utf8'), 'hello');
        const { protection, cipher: agreed } = smb.diagnostics();
        assert.equal({ protection, agreed }, { protection: 'encrypted', agreed: cipher });
      }),
    ));
}

for (const signing of ['aes-gmac', 'aes-cmac', 'hmac-sha256'] as const) {
  test(`signs with ${signing}`, () =>
    withServer({ signing: 'required', signingAlgorithms: [signing] }, (embedded) =>
      withClient(embedded, 'share', { ...ann, signing: 'if-required' }, async (smb) => {
        assert.is(await smb.readFile('/hello.txt', 'utf8'), 'hello');
        const { protection, signing: agreed } = smb.diagnostics();
        assert.equal({ protection, agreed }, { protection: 'signed', agreed: signing });
      }),
    ));
}

for (const dialect of ['2.0.2', '2.1', '3.0', '3.0.2', '3.1.1'] as const) {
  test(`speaks ${dialect} alone when told to`, () =>
    withServer({ minDialect: dialect, maxDialect: dialect }, (embedded) =>
      withClient(embedded, 'share', ann, async (smb) => {
        assert.is(await smb.readFile('/hello.txt', 'utf8'), 'hello');
        assert.is(smb.diagnostics().dialect, dialect);
      }),
    ));
}

test('turns away connections beyond the maximum', () =>
  withServer({ maxConnections: 1 }, async (embedded) => {
    await withClient(embedded, 'share', ann, async (smb) => {
      await smb.connect();
      assert.is.not(await codeOf(withClient(embedded, 'share', ann, (other) => other.connect())), 'no error');
    });
  }));

/** Why the server ended the next connection that it loses. */
async function whyDropped({ server }: Embedded): Promise<string> {
  const [, error] = await once(server.events, 'disconnect');
  return error instanceof Error ? error.message : 'no reason';
}

test('drops who does not log on', () =>
  withServer({ logonTimeout: 50 }, async (embedded) => {
    const dropped = whyDropped(embedded);
    const socket = connect(embedded.port, embedded.host);
    await once(socket, 'close');
    assert.match(await dropped, 'did not log on in time');
  }));

test('drops who falls silent with nothing open', () =>
  withServer({ idleTimeout: 1000 }, async (embedded) => {
    const dropped = whyDropped(embedded);
    await withClient(embedded, 'share', ann, async (smb) => {
      await smb.connect();
      assert.match(await dropped, 'was silent for too long');
      assert.is(embedded.server.connectionCount, 0);
    });
  }));

test('tells who came, what was done, and who left', () =>
  withServer({}, async (embedded) => {
    const { server } = embedded;
    const seen: string[] = [];
    server.events.on('logon', ({ user }) => seen.push(`${user} came`));
    server.events.on('open', ({ user, path, action }) => seen.push(`${user} ${action} ${path}`));
    server.events.on('write', ({ path, offset, length }) => seen.push(`wrote ${path} ${offset}+${length}`));
    server.events.on('read', ({ path, length }) => seen.push(`read ${path} ${length}`));
    server.events.on('rename', ({ path, newPath }) => seen.push(`renamed ${path} ${newPath}`));
    server.events.on('remove', ({ path }) => seen.push(`removed ${path}`));
    server.events.on('logoff', ({ user }) => seen.push(`${user} left`));
    await withClient(embedded, 'folder', ann, async (smb) => {
      await smb.writeFile('/a', 'abc');
      await smb.readFile('/a');
      await smb.rename('/a', '/b');
      await smb.unlink('/b');
    });
    for (const line of ['ann came', 'ann created /a', 'wrote /a 0+3', 'read /a 3', 'renamed /a /b', 'removed /b']) {
      assert.ok(seen.includes(line), `${line} in ${seen.join(', ')}`);
    }
    assert.is(seen.at(-1), 'ann left');
  }));

test('gives the URL of a share, by transport and user', async () => {
  const server = createServer({ shares: { 'my data': '/tmp' }, users: { ann: 'a&b' } });
  assert.throws(() => server.url('my data'), /does not listen/);
  const { port } = await server.listen(0);
  const netbios = await server.listen({ port: 0, transport: 'netbios' });
  assert.is(server.url('MY DATA'), `smb://127.0.0.1:${port}/my%20data`);
  assert.is(
    server.url('my data', { user: 'ann', transport: 'netbios' }),
    `smb://127.0.0.1:${netbios.port}/my%20data?auth-username=ann&auth-password=a%26b&transport=netbios`,
  );
  assert.throws(() => server.url('other'), TypeError);
  assert.throws(() => server.url('my data', { user: 'eve' }), TypeError);
  await server.close();
});

test('is closed once, with whoever is connected', async () => {
  const embedded = await startEmbedded();
  const smb = new SmbFs(embedded.server.url('share', { user: 'ann' }), { reconnectTimeout: 1 });
  const handle = await smb.open('/hello.txt', 'r+');
  await Promise.all([embedded.server.close(), embedded.server.close()]);
  assert.is(embedded.server.connectionCount, 0);
  assert.is.not(await codeOf(handle.read(Buffer.alloc(5), 0, 5, 0)), 'no error');
  assert.is.not(await codeOf(embedded.server.listen(0)), 'no error');
  smb.destroy();
  await embedded.stop();
});

test.run();
