import { inspect } from 'node:util';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { SmbFsOptions } from '../../../lib/fs/options/smb-fs-options.ts';
import { formatSmbUrl, parseSmbLocation, parseSmbUrl } from '../../../lib/fs/options/url.ts';
import { thrownBy } from '../../support/node-peer.ts';

const test = suite('fs/url');

test('every part of a URL has its place', () => {
  assert.equal(
    parseSmbUrl(
      'smb://nas:4450/backups/2026/may?auth-username=ann&auth-password=s3cret&auth-domain=CORP&transport=netbios',
    ),
    {
      ...{ host: 'nas', port: 4450, share: 'backups', path: '/2026/may' },
      ...{ username: 'ann', password: 's3cret', domain: 'CORP', transport: 'netbios' },
    },
  );
  assert.equal(parseSmbUrl('smb://nas/backups'), { host: 'nas', share: 'backups', path: '/' });
  assert.equal(parseSmbUrl(new URL('smb://nas/backups/')), { host: 'nas', share: 'backups', path: '/' });
});

test('a user may stand before the host', () => {
  const place = { host: 'nas', share: 's', path: '/' };
  assert.equal(parseSmbUrl('smb://ann@nas/s'), { ...place, username: 'ann' });
  assert.equal(parseSmbUrl('smb://ann:pw@nas/s'), { ...place, username: 'ann', password: 'pw' });
  assert.equal(parseSmbUrl('smb://CORP;ann:pw@nas/s'), { ...place, domain: 'CORP', username: 'ann', password: 'pw' });
  assert.equal(parseSmbUrl('smb://CORP%3Bann%40corp:p%40%3A%2Fw@nas/s'), {
    ...place,
    ...{ domain: 'CORP', username: 'ann@corp', password: 'p@:/w' },
  });
  assert.is(parseSmbUrl('smb://ann:p:w@nas/s').password, 'p:w');
});

test('a parameter beats what stands before the host', () => {
  const { username, password } = parseSmbUrl('smb://ann:old@nas/s?auth-username=bob&auth-password=new');
  assert.equal([username, password], ['bob', 'new']);
});

test('everything may be percent-encoded, or not where that is clear', () => {
  assert.equal(parseSmbUrl('smb://n%C3%A4s/my%20share/a%23b/c%3Fd/e%5Cf/100%25'), {
    ...{ host: 'näs', share: 'my share', path: '/a#b/c?d/e\\f/100%' },
  });
  assert.equal(parseSmbUrl('smb://nas/my share/字 é'), { host: 'nas', share: 'my share', path: '/字 é' });
  assert.equal(parseSmbUrl('smb://nas/s?auth-username=J%C3%B6rg%20M&auth-password=%26%3D%23%2B').username, 'Jörg M');
  assert.is(parseSmbUrl('smb://nas/s?auth-password=%26%3D%23%2B').password, '&=#+');
  assert.is(parseSmbUrl('smb://nas/s?auth-password=a+b').password, 'a b');
});

test('addresses are hosts, those of IPv6 in brackets', () => {
  assert.equal(parseSmbUrl('smb://192.0.2.7:445/s'), { host: '192.0.2.7', port: 445, share: 's', path: '/' });
  assert.equal(parseSmbUrl('smb://[2001:db8::1]:445/s'), { host: '2001:db8::1', port: 445, share: 's', path: '/' });
  assert.equal(parseSmbUrl('smb://[::1]/s'), { host: '::1', share: 's', path: '/' });
});

test('every option that is no list is a parameter in kebab-case', () => {
  const query = [
    ...['transport=DirectTCP', 'guest=false', 'anonymous=true', 'read-buffer-size=65536', 'write-buffer-size=5'],
    ...['signing=if-required', 'encryption=required', 'min-dialect=3.0', 'max-dialect=3.1.1', 'connect-timeout=1000'],
    ...[
      'request-timeout=2000',
      'reconnect-timeout=5000',
      'idle-timeout=0',
      'mount-point=/mnt/nas',
      'mode=0640',
      'file-mode=600',
      'dir-mode=0700',
    ],
    ...['uid=1000', 'gid=0'],
  ].join('&');
  const { host, share, path, ...options } = parseSmbUrl(`smb://nas/s?${query}`);
  assert.equal(options, {
    ...{ transport: 'directtcp', guest: false, anonymous: true, readBufferSize: 65536, writeBufferSize: 5 },
    ...{ signing: 'if-required', encryption: 'required', minDialect: '3.0', maxDialect: '3.1.1', connectTimeout: 1000 },
    ...{
      requestTimeout: 2000,
      reconnectTimeout: 5000,
      idleTimeout: 0,
      mountPoint: '/mnt/nas',
      mode: 0o640,
      fileMode: 0o600,
      dirMode: 0o700,
    },
    ...{ uid: 1000, gid: 0 },
  });
});

test('a switch is on when it is named, true or 1', () => {
  for (const [text, value] of [
    ['guest', true],
    ['guest=', true],
    ['guest=1', true],
    ['guest=true', true],
  ] as const) {
    assert.is(parseSmbUrl(`smb://nas/s?${text}`).guest, value, text);
  }
  for (const text of ['guest=false', 'guest=0']) assert.is(parseSmbUrl(`smb://nas/s?${text}`).guest, false, text);
});

const WRONG: ReadonlyArray<readonly [url: string, message: RegExp]> = [
  ['', /does not read smb:\/\/host\/share/],
  ['nas/share', /does not read smb:\/\/host\/share/],
  ['\\\\nas\\share', /does not read smb:\/\/host\/share/],
  ['http://nas/share', /does not read smb:\/\/host\/share/],
  ['smb://nas:99999/s', /does not read smb:\/\/host\/share/],
  ['smb://nas:0/s', /port is 0/],
  ['smb:///share', /names no host/],
  ['smb:share', /names no host/],
  ['smb://nas', /names no share/],
  ['smb://nas/', /names no share/],
  ['smb://nas//path', /names no share/],
  ['smb://nas/a%2Fb', /no slash/],
  ['smb://nas/a%5Cb', /no slash/],
  ['smb://nas/s/a%2Fb', /encoded slash/],
  ['smb://nas/s/a%00', /null byte/],
  ['smb://nas/s/100%', /path has a %/],
  ['smb://nas/s/a#b', /#fragment/],
  ['smb://nas/s?singing=required', /no parameter singing/],
  ['smb://nas/s?signing=required&signing=if-required', /signing is there twice/],
  ['smb://nas/s?signing=', /'signing' must be one of: 'required', 'if-required'/],
  ['smb://nas/s?transport=udp', /'transport' must be one of: 'directtcp', 'netbios'/],
  ['smb://nas/s?read-buffer-size=64k', /'read-buffer-size' must be a whole number/],
  ['smb://nas/s?connect-timeout=0', /"connect-timeout" is out of range/],
  ['smb://nas/s?connect-timeout=1e3', /'connect-timeout' must be a whole number/],
  ['smb://nas/s?guest=yes', /'guest' must be one of/],
  ['smb://nas/s?file-mode=9', /octal string/],
  ['smb://nas/s?mode=17777', /"mode" is out of range/],
  ['smb://nas/s?mount-point=mnt', /must be an absolute path/],
  ['smb://nas/s?min-dialect=4', /'min-dialect' must be one of: '2.0.2'/],
  ['smb://nas/s?host=x', /no parameter host/],
  ['smb://nas/s?ciphers=aes-128-gcm', /no parameter ciphers/],
];

test('what is wrong with a URL is said', () => {
  for (const [url, message] of WRONG) {
    const error = thrownBy(() => parseSmbUrl(url));
    assert.ok(error instanceof Error, url);
    assert.ok(error instanceof TypeError || error instanceof RangeError, url);
    assert.match(error.message, message, url);
    assert.match(String((error as NodeJS.ErrnoException).code), /^ERR_/, url);
  }
});

test('a value that is no URL is refused by its type', () => {
  for (const url of [undefined, null, 5, {}, []]) {
    assert.throws(
      () => parseSmbUrl(url as unknown as string),
      ({ code }: NodeJS.ErrnoException) => code === 'ERR_INVALID_ARG_TYPE',
    );
  }
});

test('no error shows a password', () => {
  const secret = 'S3CRET';
  for (const [url] of WRONG) {
    const [before = '', query = ''] = url.split('?', 2);
    for (const leaky of [
      before.replace('//', `//ann:${secret}@`) + (query && `?${query}`),
      `${before}?auth-password=${secret}&${query}`,
    ]) {
      const error = thrownBy(() => parseSmbUrl(leaky));
      assert.not.match(inspect(error, { showHidden: true, depth: 9 }), secret, leaky);
    }
  }
  assert.not.match(
    inspect(
      thrownBy(() => parseSmbUrl(`smb://ann:${secret}%@nas/s`)),
      { depth: 9 },
    ),
    secret,
  );
});

test('a place is found whatever else a URL carries', () => {
  assert.equal(parseSmbLocation('smb://ann:pw@nas:1/s/a?whatever=1'), { host: 'nas', port: 1, share: 's', path: '/a' });
});

test('a formatted URL carries all options but the password', () => {
  const options: SmbFsOptions = {
    ...{
      host: 'nas',
      port: 4450,
      share: 'my share',
      path: 'a/../b#c/',
      username: 'ann',
      password: 'p&w',
      domain: 'CORP',
    },
    ...{ transport: 'netbios', readBufferSize: 65536, fileMode: '600', guest: false, ciphers: ['aes-128-gcm'] },
  };
  const query = 'transport=netbios&guest=false&read-buffer-size=65536&file-mode=0600';
  const place = 'smb://nas:4450/my%20share/b%23c';
  assert.is(formatSmbUrl(options), `${place}?auth-username=ann&auth-domain=CORP&${query}`);
  assert.is(
    formatSmbUrl(options, { password: true }),
    `${place}?auth-username=ann&auth-password=p%26w&auth-domain=CORP&${query}`,
  );
  assert.is(formatSmbUrl({ host: '::1', share: 's' }), 'smb://[::1]/s');
});

test('wrong options are not formatted', () => {
  const wrong = [
    { share: 's' },
    { host: 'h' },
    { host: 'h', share: 's', signing: 'x' },
    { host: 'h', share: 's', uid: -1 },
  ];
  for (const options of wrong) {
    assert.throws(
      () => formatSmbUrl(options as SmbFsOptions),
      (error: unknown) => error instanceof TypeError || error instanceof RangeError,
    );
  }
});

test('what is formatted is read back', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((one) => !one.includes('\0'));
  const component = text.filter((one) => !one.includes('/') && one !== '.' && one !== '..');
  const options = fc.record(
    {
      host: fc.oneof(
        fc.domain(),
        fc.ipV4(),
        fc.ipV6().map((address) => new URL(`smb://[${address}]`).hostname.slice(1, -1)),
      ),
      port: fc.integer({ min: 1, max: 65535 }),
      share: component.filter((one) => !one.includes('\\')),
      path: fc.array(component).map((names) => `/${names.join('/')}`),
      ...{ username: text, password: text, domain: text },
      transport: fc.constantFrom('directtcp' as const, 'netbios' as const),
      ...{ guest: fc.boolean(), anonymous: fc.boolean() },
      ...{ readBufferSize: fc.maxSafeInteger(), writeBufferSize: fc.maxSafeInteger() },
      signing: fc.constantFrom('required' as const, 'if-required' as const),
      minDialect: fc.constantFrom('2.0.2' as const, '3.1.1' as const),
      reconnectTimeout: fc.nat(),
      idleTimeout: fc.nat(),
      mountPoint: text.map((one) => `/${one}`),
      ...{ fileMode: fc.nat(0o7777), uid: fc.nat() },
    },
    { requiredKeys: ['host', 'share', 'path'], noNullPrototype: true },
  );
  fc.assert(
    fc.property(options, (given) => {
      assert.equal(parseSmbUrl(formatSmbUrl(given, { password: true })), given);
      const { password, ...others } = given;
      assert.equal(parseSmbUrl(formatSmbUrl(given)), others);
    }),
  );
});

test.run();
