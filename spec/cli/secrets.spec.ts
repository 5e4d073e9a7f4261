import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { holdsPassword, redactor } from '../../lib/cli/secrets.ts';

const test = suite('cli/secrets');

const LOUD = [
  ['smb://ann:s3cret@nas/share'],
  ['SMB://OFFICE;ann:s3cret@nas/share'],
  ['smb://nas/share?auth-username=ann&auth-password=s3cret&transport=netbios'],
  ['smb:ann:s3cret@nas'],
  ['--auth-password', 's3cret'],
  ['--auth-password=s3cret'],
];

for (const args of LOUD) {
  test(`finds the password in ${args.join(' ')}, and takes it out of what quotes it`, () => {
    assert.ok(holdsPassword(['ls', ...args]));
    assert.not.match(redactor(['ls', ...args])(`unknown '${args.join("' and '")}'`), 's3cret');
  });
}

test('takes out what a misspelt option holds', () => {
  assert.is(
    redactor(['--auth-pasword=s3cret'])("unknown option '--auth-pasword=s3cret'"),
    "unknown option '--auth-pasword=***'",
  );
  assert.is(redactor(['--auth-pasword', 's3cret'])("unknown command 's3cret'"), "unknown command '***'");
});

test('leaves everything else as it is', () => {
  const args = ['ls', '--auth-username', 'ann', '--password-file', 'secret.txt', 'smb://ann@nas/share/a:b@c'];
  assert.not.ok(holdsPassword(args));
  const text = `cannot find ${args.join(' ')}`;
  assert.is(redactor(args)(text), text);
});

test.run();
