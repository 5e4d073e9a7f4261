import { inspect } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Credentials } from '../../../lib/fs/options/credentials.ts';

const test = suite('fs/credentials');

const credentials = new Credentials({ username: 'ann', domain: 'CORP', password: 's3cret' });

test('a password is told to who asks for it', () => {
  assert.is(credentials.password(), 's3cret');
});

test('a password shows nowhere', () => {
  const shown = [
    inspect(credentials, { showHidden: true, depth: 9, getters: true }),
    JSON.stringify(credentials),
    JSON.stringify(Object.getOwnPropertyDescriptors(credentials)),
    inspect(structuredClone(credentials)),
    `${credentials}`,
  ];
  for (const text of shown) assert.not.match(text, 's3cret');
  assert.equal({ ...credentials }, { kind: 'user', username: 'ann', domain: 'CORP' });
});

test.run();
