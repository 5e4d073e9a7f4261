import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseSmbUrl, type SmbFsOptions } from '../../lib/index.ts';
import { checkForm, formOf } from '../../lib/ui/form.ts';
import type { ConnectionForm, FieldName } from '../../lib/ui/protocol.ts';
import { snippetsFor } from '../../lib/ui/snippets.ts';

const test = suite('ui/form');

const SOUND: ConnectionForm = { ...formOf({ host: 'nas', share: 'backups', username: 'ann' }), password: 's3cret' };

function optionsOf(fields: Partial<ConnectionForm>): SmbFsOptions {
  const { options, problems } = checkForm({ ...SOUND, ...fields });
  assert.equal(problems, []);
  return options ?? {};
}

for (const [field, text, problem] of [
  ['server', '', /^is required$/],
  ['server', 'a b', /^must be a name or an address$/],
  ['share', '', /^is required$/],
  ['share', 'a/b', /^must be the name of a share, without slashes$/],
  ['path', 'a\0b', /^must be a path without null bytes$/],
  ['username', '', /^is required, unless guest or anonymous access/],
  ['identity', 'root', /no option 'root'/],
  ['transport', 'tcp', /^must be one of: 'directtcp', 'netbios'$/],
  ['port', '0', /^must be from 1 to 65535$/],
  ['port', '70000', /^must be from 1 to 65535$/],
  ['port', '4a5', /^must be a whole number$/],
  ['readBufferSize', '1e6', /^must be a whole number$/],
  ['writeBufferSize', '9'.repeat(30), /^must be/],
  ['signing', 'never', /^must be one of/],
  ['encryption', 'maybe', /^must be one of/],
  ['other', 'min-dialect=4', /^must be one of/],
  ['other', 'nonsense=1', /no parameter nonsense/],
  ['other', 'auth-password=x', /field of its own \(password\)/],
  ['other', 'transport=netbios', /field of its own \(transport\)/],
] as const satisfies readonly [FieldName, string, RegExp][]) {
  test(`${field} '${text.slice(0, 12)}' is marked at its field`, () => {
    const { options, problems } = checkForm({ ...SOUND, [field]: text });
    assert.is(options, undefined);
    assert.equal(
      problems.map((each) => each.field),
      [field],
    );
    assert.match(problems[0]?.message ?? '', problem);
  });
}

test('all fields that are wrong are marked at once', () => {
  const { problems } = checkForm({ ...SOUND, server: '', port: 'x', encryption: 'y' });
  assert.equal(
    problems.map(({ field }) => field),
    ['server', 'port', 'encryption'],
  );
});

test('what is right by itself may be at odds with the further parameters', () => {
  const { problems } = checkForm({ ...SOUND, encryption: 'required', other: 'max-dialect=2.1' });
  assert.equal(
    problems.map(({ field }) => field),
    ['other'],
  );
});

test('a guest needs no name, and takes none along', () => {
  assert.equal(optionsOf({ identity: 'guest' }).username, undefined);
  assert.is(optionsOf({ identity: 'guest', username: '' }).guest, true);
});

for (const [fields, noted] of [
  [{ readBufferSize: '9999' }, ['readBufferSize']],
  [{ readBufferSize: '10000', writeBufferSize: '64' }, ['writeBufferSize']],
  [{ port: '139' }, ['port']],
  [{ port: '445', transport: 'netbios' }, ['port']],
  [{ port: '139', transport: 'netbios' }, []],
] as const) {
  test(`${JSON.stringify(fields)} is allowed${noted.length > 0 ? ', and has an effect worth knowing' : ''}`, () => {
    const { options, notes } = checkForm({ ...SOUND, ...fields });
    assert.ok(options);
    assert.equal(
      notes.map(({ field }) => field),
      noted,
    );
  });
}

for (const url of [
  'smb://nas/backups',
  'smb://nas:4450/b%20c/a/ü%25?auth-username=ann&auth-domain=WORK',
  'smb://[fe80::1]/share?auth-username=ann&transport=netbios&read-buffer-size=65536&signing=if-required',
  'smb://nas/share?guest=true&min-dialect=3.0&connect-timeout=5000&mode=0600',
]) {
  test(`${url} becomes a form, and the form this URL again`, () => {
    const form = formOf(parseSmbUrl(url));
    const { options } = checkForm({ ...form, username: form.username || (form.identity === 'user' ? 'ann' : '') });
    const again = snippetsFor(options ?? {}, { withPassword: false }).url ?? '';
    const expected = { ...parseSmbUrl(url), path: parseSmbUrl(url).path };
    const { username, ...rest } = parseSmbUrl(again);
    const { username: given, ...wanted } = expected;
    assert.equal(rest, wanted);
    assert.is(username, given ?? (form.identity === 'user' ? 'ann' : undefined));
  });
}

test('what the library does anyway is not in the URL', () => {
  assert.is(snippetsFor(optionsOf({}), { withPassword: false }).url, 'smb://nas/backups?auth-username=ann');
});

test('the password is in the URL where it is asked for, and nowhere else', () => {
  const options = optionsOf({ password: "p&'ß" });
  const { url, code, command } = snippetsFor(options, { withPassword: true });
  assert.is(parseSmbUrl(url ?? '').password, "p&'ß");
  assert.not.match(`${code}${command}`, /p&|%26|ß/);
  assert.match(code ?? '', /process\.env\.AUTH_PASSWORD/);
  assert.not.match(JSON.stringify(formOf(options)), /p&/);
});

test('quotes in a name do not end those of the code or of the shell', () => {
  const { code, command } = snippetsFor(optionsOf({ path: "/it's" }), { withPassword: false });
  assert.match(code ?? '', /new SmbFs\('smb:\/\/nas\/backups\/it\\'s\?/);
  assert.match(command ?? '', /^smbfs ls 'smb:\/\/nas\/backups\/it'\\''s\?/);
});

test.run();
