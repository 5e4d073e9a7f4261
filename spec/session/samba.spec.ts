/** Who Samba lets in, as what, and what is said to those whom it does not. */
import * as assert from 'uvu/assert';
import type { ShareSettings } from '../../lib/manager/share-settings.ts';
import { listDirectory } from '../../lib/open/paths/list-directory.ts';
import type { Identity } from '../../lib/session/session-settings.ts';
import { shareOn, user } from '../support/client.ts';
import type { Samba } from '../support/samba.ts';
import { sambaSuite } from '../support/samba-suite.ts';
import { rejection } from '../support/settles.ts';

const test = sambaSuite('session against Samba', {
  global: { 'null passwords': 'yes' },
  users: {
    off: { password: 's3cret', disabled: true },
    old: { password: 's3cret', expired: true },
    jürgen: 'gr\u00fc\u00dfe-\u20ac-\u{1f511}',
    иван: 'пароль',
    empty: '',
    long: 'x'.repeat(127),
    blank: 'a b\tc"\'\\',
  },
});

/** Enters a share; resolves with how messages are protected there. */
async function enter(samba: Samba, identity: Identity, changes: Partial<ShareSettings> = {}): Promise<string> {
  const share = shareOn(samba, { identity, ...changes });
  try {
    return await share.run(async (tree) => {
      await listDirectory(tree, '');
      return tree.protection;
    });
  } finally {
    await share.close();
  }
}

for (const [name, password] of [
  ['ann', 's3cret'],
  ['ANN', 's3cret'],
  ['jürgen', 'gr\u00fc\u00dfe-\u20ac-\u{1f511}'],
  ['JÜRGEN', 'gr\u00fc\u00dfe-\u20ac-\u{1f511}'],
  ['иван', 'пароль'],
  ['empty', ''],
  ['long', 'x'.repeat(127)],
  ['blank', 'a b\tc"\'\\'],
] as const) {
  test(`${name} comes in`, async ({ samba }) => {
    assert.is(await enter(samba, user(name, password)), 'signed');
    assert.is(await enter(samba, user(name, password), { maxDialect: '2.0.2' }), 'signed');
  });
}

for (const domain of ['', 'SPECS', 'specs', 'SAMBA', 'ELSEWHERE', '.']) {
  test(`ann comes in from the domain '${domain}'`, async ({ samba }) => {
    assert.is(await enter(samba, user('ann', 's3cret', domain)), 'signed');
  });
}

const refused: ReadonlyArray<readonly [string, Identity, ntstatus: string | undefined, message: string]> = [
  ['a wrong password', user('ann', 'wrong'), 'STATUS_LOGON_FAILURE', 'the password is wrong'],
  ['no password', user('ann', ''), 'STATUS_LOGON_FAILURE', 'the password is wrong'],
  ['a password in other letters', user('ann', 'S3CRET'), 'STATUS_LOGON_FAILURE', 'the password is wrong'],
  ['a disabled account', user('off'), 'STATUS_ACCOUNT_DISABLED', 'the account is disabled'],
  ['an expired account', user('old'), 'STATUS_ACCOUNT_EXPIRED', 'the account has expired'],
  ['a user whom Samba would make a guest', user('nobody-here'), undefined, 'for a guest: it does not know the user'],
];

for (const [what, identity, ntstatus, message] of refused) {
  test(`${what} is refused, with one clear error`, async ({ samba }) => {
    const share = shareOn(samba, { identity });
    const errors = await Promise.all([1, 2, 3].map(() => rejection(share.run(async () => {}))));
    assert.is(new Set(errors).size, 1);
    const [error] = errors as (Error & { code?: string; ntstatus?: string })[];
    assert.is(error?.code, 'ERR_SMB_AUTHENTICATION');
    assert.is(error?.ntstatus, ntstatus);
    assert.match(error?.message ?? '', message);
    assert.not.match(JSON.stringify(error) + error?.stack, /s3cret/i);
  });
}

test('guests come in only as guests', async ({ samba }) => {
  assert.is(await enter(samba, { kind: 'guest' }, { share: 'guest' }), 'plain');
  assert.is((await rejection(enter(samba, { kind: 'guest' }))).code, 'STATUS_ACCESS_DENIED');
  assert.is(
    (await rejection(enter(samba, { kind: 'guest' }, { share: 'guest', encryption: 'required' }))).code,
    'ERR_SMB_SECURITY',
  );
});

test('nobody comes in only as nobody', async ({ samba }) => {
  assert.is(await enter(samba, { kind: 'anonymous' }, { share: 'guest' }), 'plain');
  assert.is((await rejection(enter(samba, { kind: 'anonymous' }))).code, 'STATUS_ACCESS_DENIED');
});

test.run();

const unknown = sambaSuite('session against a Samba that knows no guests', { global: { 'map to guest': 'never' } });

unknown('a user who does not exist is refused as one with a wrong password', async ({ samba }) => {
  const error = (await rejection(enter(samba, user('nobody-here')))) as Error & { ntstatus?: string };
  assert.is(error.ntstatus, 'STATUS_LOGON_FAILURE');
});

unknown('a guest who is not welcome is refused', async ({ samba }) => {
  assert.is((await rejection(enter(samba, { kind: 'guest' }, { share: 'guest' }))).code, 'ERR_SMB_AUTHENTICATION');
});

unknown.run();
