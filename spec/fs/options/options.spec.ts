import { inspect } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { AuthenticationError } from '../../../lib/errors.ts';
import { resolveOptions } from '../../../lib/fs/options/options.ts';
import type { SmbFsOptions } from '../../../lib/fs/options/smb-fs-options.ts';
import { thrownBy } from '../../support/node-peer.ts';

const test = suite('fs/options');

const ann: SmbFsOptions = { host: 'nas', share: 's', username: 'ann' };

test('what is left out has its default', () => {
  const { settings, device, ...options } = resolveOptions('smb://ann@nas/s');
  assert.equal(options, {
    ...{ path: '/', engine: 'main', mountPoint: undefined, readBufferSize: undefined, writeBufferSize: undefined },
    ...{ fileMode: 0o644, dirMode: 0o755, uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 },
    symlinks: 'reparse',
    rememberModes: false,
  });
  const { identity, ...others } = settings;
  assert.equal(others, {
    ...{ host: 'nas', port: undefined, share: 's', transport: 'directtcp', transportFallback: false },
    ...{ signing: 'required', encryption: 'if-required', minDialect: '2.0.2', maxDialect: '3.1.1' },
    ciphers: ['aes-128-gcm', 'aes-128-ccm', 'aes-256-gcm', 'aes-256-ccm'],
    signingAlgorithms: ['aes-gmac', 'aes-cmac', 'hmac-sha256'],
    ...{ connectTimeout: 10_000, requestTimeout: 30_000, reconnectTimeout: 30_000, idleTimeout: 60_000 },
    keepAliveInterval: 30_000,
  });
  assert.ok(identity.kind === 'user');
  assert.equal([identity.username, identity.domain, identity.password()], ['ann', '', '']);
  assert.ok(Number.isSafeInteger(device) && device > 0);
});

test('a URL, a URL object and options say the same', () => {
  const url = 'smb://CORP;ann:pw@nas:1445/s/a%20b?transport=NetBIOS&read-buffer-size=65536&mode=600';
  const options: SmbFsOptions = {
    ...{ host: 'nas', port: 1445, share: 's', path: 'a b/', username: 'ann', password: 'pw', domain: 'CORP' },
    ...{ transport: 'netbios', readBufferSize: 65536, mode: 0o600 },
  };
  const resolved = resolveOptions(options);
  assert.equal(inspect(resolveOptions(url)), inspect(resolved));
  assert.equal(inspect(resolveOptions(new URL(url))), inspect(resolved));
  assert.equal(inspect(resolveOptions({}, options)), inspect(resolved));
  assert.is(resolved.settings.transport, 'netbios');
  assert.is(resolved.path, '/a b');
  assert.equal([resolved.fileMode, resolved.dirMode, resolved.readBufferSize], [0o600, 0o700, 65536]);
});

test('an option beats the URL, unless it is undefined', () => {
  const url = 'smb://ann:pw@nas/s?signing=required&transport=netbios';
  const { settings } = resolveOptions(url, { signing: 'if-required', username: 'bob', host: undefined });
  assert.is(settings.signing, 'if-required');
  assert.is(settings.transport, 'netbios');
  assert.is(settings.host, 'nas');
  assert.ok(settings.identity.kind === 'user');
  assert.equal([settings.identity.username, settings.identity.password()], ['bob', 'pw']);
});

test('buffer sizes below 10000 are ignored', () => {
  for (const size of [9999, 64, 0, -1]) {
    const { readBufferSize, writeBufferSize } = resolveOptions({ ...ann, readBufferSize: size, writeBufferSize: size });
    assert.equal([readBufferSize, writeBufferSize], [undefined, undefined]);
  }
  assert.is(resolveOptions('smb://ann@nas/s?read-buffer-size=9999').readBufferSize, undefined);
  assert.is(resolveOptions({ ...ann, readBufferSize: 10_000 }).readBufferSize, 10_000);
  assert.is(resolveOptions({ ...ann, writeBufferSize: 2 ** 40 }).writeBufferSize, 2 ** 40);
});

test('the bits of files and of folders may be given apart', () => {
  const { fileMode, dirMode } = resolveOptions({ ...ann, mode: '640', dirMode: 0o711 });
  assert.equal([fileMode, dirMode], [0o640, 0o711]);
  assert.is(resolveOptions({ ...ann, fileMode: '0600' }).dirMode, 0o755);
});

test('an IPv6 address may stand in brackets', () => {
  assert.is(resolveOptions({ ...ann, host: '[::1]' }).settings.host, '::1');
});

test('a share has the same device number however its name is written, and others have another', () => {
  const { device } = resolveOptions(ann);
  assert.is(resolveOptions('smb://bob@NAS/S/deeper').device, device);
  assert.is.not(resolveOptions({ ...ann, share: 't' }).device, device);
  assert.is.not(resolveOptions({ ...ann, port: 4450 }).device, device);
});

test('without a user, and without asking for guest or anonymous access, nobody logs on', () => {
  for (const options of [{}, { username: '' }, { password: 'pw' }, { guest: false }]) {
    const error = thrownBy(() => resolveOptions({ host: 'nas', share: 's', ...options }));
    assert.instance(error, AuthenticationError);
    assert.match((error as Error).message, /no user to log on as to smb:\/\/nas\/s.*guest.*anonymous/);
  }
  assert.instance(
    thrownBy(() => resolveOptions('smb://nas/s')),
    AuthenticationError,
  );
});

test('guest and anonymous access are asked for by name, without a user', () => {
  assert.equal(resolveOptions('smb://nas/s?guest=true').settings.identity, { kind: 'guest' });
  assert.equal(resolveOptions('smb://nas/s', { anonymous: true }).settings.identity, { kind: 'anonymous' });
  assert.throws(
    () => resolveOptions({ ...ann, guest: true }),
    /"guest" cannot be used in combination with option "username"/,
  );
  assert.throws(() => resolveOptions({ ...ann, anonymous: true }), /"anonymous" cannot be used/);
  assert.throws(() => resolveOptions('smb://nas/s?guest&anonymous'), /"guest" cannot be used .* "anonymous"/);
});

test('lists are offered in the order given, without repeating', () => {
  const { ciphers, signingAlgorithms } = resolveOptions({
    ...ann,
    ciphers: ['aes-256-gcm', 'aes-128-gcm', 'aes-256-gcm'],
    signingAlgorithms: ['hmac-sha256'],
  }).settings;
  assert.equal(ciphers, ['aes-256-gcm', 'aes-128-gcm']);
  assert.equal(signingAlgorithms, ['hmac-sha256']);
});

/** Each with the code and a part of the message of its error. */
const WRONG: ReadonlyArray<readonly [options: Record<string, unknown>, code: string, message: string]> = [
  [{ host: undefined }, 'ERR_MISSING_OPTION', 'options.host is required'],
  [{ share: undefined }, 'ERR_MISSING_OPTION', 'options.share is required'],
  [{ host: 5 }, 'ERR_INVALID_ARG_TYPE', 'The "options.host" property must be of type string. Received type number (5)'],
  [{ host: '' }, 'ERR_INVALID_ARG_VALUE', "'options.host' must be a name or an address"],
  [{ host: 'a b' }, 'ERR_INVALID_ARG_VALUE', "'options.host'"],
  [{ host: '\\\\nas' }, 'ERR_INVALID_ARG_VALUE', "'options.host'"],
  [{ port: '445' }, 'ERR_INVALID_ARG_TYPE', '"options.port"'],
  [{ port: 0 }, 'ERR_OUT_OF_RANGE', '"options.port" is out of range. It must be >= 1 && <= 65535'],
  [{ share: '' }, 'ERR_INVALID_ARG_VALUE', "'options.share'"],
  [{ share: 'a/b' }, 'ERR_INVALID_ARG_VALUE', "'options.share'"],
  [{ share: null }, 'ERR_INVALID_ARG_TYPE', '"options.share"'],
  [{ path: 5 }, 'ERR_INVALID_ARG_TYPE', '"options.path"'],
  [{ path: 'a\0' }, 'ERR_INVALID_ARG_VALUE', "'options.path'"],
  [{ username: 5 }, 'ERR_INVALID_ARG_TYPE', '"options.username"'],
  [{ domain: 5 }, 'ERR_INVALID_ARG_TYPE', '"options.domain"'],
  [{ password: 5 }, 'ERR_INVALID_ARG_TYPE', 'The "options.password" property must be of type string'],
  [
    { transport: 'udp' },
    'ERR_INVALID_ARG_VALUE',
    "The property 'options.transport' must be one of: 'directtcp', 'netbios'",
  ],
  [{ transport: 5 }, 'ERR_INVALID_ARG_TYPE', '"options.transport"'],
  [{ readBufferSize: '65536' }, 'ERR_INVALID_ARG_TYPE', '"options.readBufferSize"'],
  [{ writeBufferSize: 65536.5 }, 'ERR_OUT_OF_RANGE', '"options.writeBufferSize"'],
  [{ signing: 'always' }, 'ERR_INVALID_ARG_VALUE', "'required', 'if-required'"],
  [{ signing: true }, 'ERR_INVALID_ARG_TYPE', '"options.signing"'],
  [{ signing: 'REQUIRED' }, 'ERR_INVALID_ARG_VALUE', "'options.signing'"],
  [{ encryption: 'on' }, 'ERR_INVALID_ARG_VALUE', "'required', 'if-required', 'disabled'"],
  [{ minDialect: '3.1' }, 'ERR_INVALID_ARG_VALUE', "'2.0.2', '2.1', '3.0', '3.0.2', '3.1.1'"],
  [{ minDialect: '3.0', maxDialect: '2.1' }, 'ERR_INVALID_ARG_VALUE', 'must not be above maxDialect, 2.1'],
  [{ encryption: 'required', maxDialect: '2.1' }, 'ERR_INCOMPATIBLE_OPTION_PAIR', 'maxDialect: 2.1'],
  [{ guest: 'true' }, 'ERR_INVALID_ARG_TYPE', '"options.guest"'],
  [{ connectTimeout: 0 }, 'ERR_OUT_OF_RANGE', '"options.connectTimeout"'],
  [{ requestTimeout: 2 ** 31 }, 'ERR_OUT_OF_RANGE', '"options.requestTimeout"'],
  [{ idleTimeout: -1 }, 'ERR_OUT_OF_RANGE', '"options.idleTimeout"'],
  [{ mountPoint: 'mnt' }, 'ERR_INVALID_ARG_VALUE', 'must be an absolute path'],
  [{ mode: '9' }, 'ERR_INVALID_ARG_VALUE', "'options.mode' must be a 32-bit unsigned integer or an octal string"],
  [{ fileMode: 0o17777 }, 'ERR_OUT_OF_RANGE', '"options.fileMode"'],
  [{ uid: -1 }, 'ERR_OUT_OF_RANGE', '"options.uid"'],
  [{ ciphers: 'aes-128-gcm' }, 'ERR_INVALID_ARG_TYPE', '"options.ciphers" property must be an instance of Array'],
  [{ ciphers: [] }, 'ERR_INVALID_ARG_VALUE', "'options.ciphers' must not be empty"],
  [{ ciphers: ['rc4'] }, 'ERR_INVALID_ARG_VALUE', "'options.ciphers[0]' must be one of: 'aes-128-gcm'"],
  [{ singing: 'required' }, 'ERR_INVALID_ARG_VALUE', "There is no option 'singing'"],
  [{ 'read-buffer-size': 5 }, 'ERR_INVALID_ARG_VALUE', "There is no option 'read-buffer-size'"],
];

test('what is wrong with an option is said at once, in node’s words', () => {
  for (const [wrong, code, message] of WRONG) {
    for (const call of [() => resolveOptions({ ...ann, ...wrong }), () => resolveOptions({ ...ann }, wrong)]) {
      // A second argument cannot take away what the first one has.
      if (code === 'ERR_MISSING_OPTION' && thrownBy(call) === undefined) continue;
      const error = thrownBy(call);
      assert.ok(error instanceof TypeError || error instanceof RangeError, inspect(wrong));
      assert.is((error as NodeJS.ErrnoException).code, code, inspect(wrong));
      assert.ok(error.message.includes(message), error.message);
    }
  }
});

test('what is neither a URL nor options is refused by its type', () => {
  for (const first of [undefined, null, 5, true, () => {}]) {
    assert.throws(
      () => resolveOptions(first as unknown as string),
      ({ message }: Error) =>
        message.startsWith('The "url" argument must be of type string or an instance of URL or Object.'),
    );
  }
  for (const options of [[], 'x', 5, null]) {
    assert.throws(
      () => resolveOptions(ann, options as unknown as SmbFsOptions),
      ({ message }: Error) => message.startsWith('The "options" argument must be of type object.'),
    );
  }
});

test('no error and no resolved options show the password', () => {
  const password = 'S3CRET';
  assert.not.match(inspect(resolveOptions({ ...ann, password }), { showHidden: true, depth: 9 }), password);
  assert.not.match(JSON.stringify(resolveOptions({ ...ann, password })), password);
  for (const [wrong] of WRONG) {
    const error = thrownBy(() => resolveOptions({ ...ann, password, ...wrong }));
    assert.not.match(inspect(error, { showHidden: true, depth: 9 }), password);
  }
  const numeric = thrownBy(() => resolveOptions({ ...ann, password: 123456789 as unknown as string }));
  assert.not.match(inspect(numeric), '123456789');
});

test.run();
