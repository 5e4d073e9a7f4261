/** The options of createServer: what is refused at once, and in which words. */

import { memfs } from 'memfs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createServer, type ServerOptions } from '../../lib/server/index.ts';
import { settleServerOptions } from '../../lib/server/server-options.ts';

const test = suite('server/server-options');

const shares = { data: '/tmp' };

for (const [wrong, options] of [
  ['createServer takes an object of options', undefined],
  ['createServer has no option "port"', { shares, port: 445 }],
  ['"shares" must be an object, with a share each', {}],
  ['"a/b" cannot be a share\'s name', { shares: { 'a/b': '/tmp' } }],
  ['there are two shares "IPC$"', { shares: { IPC$: '/tmp' } }],
  ['there are two shares "DATA"', { shares: { data: '/tmp', DATA: '/tmp' } }],
  ['share "data" must be a folder\'s path, an object like fs.promises, or { fs, ... }', { shares: { data: {} } }],
  ['share "data" must be a folder\'s path, an object like fs.promises, or { fs, ... }', { shares: { data: '' } }],
  ['"shares.data.readOnly" must be true or false', { shares: { data: { fs: '/tmp', readOnly: 'yes' } } }],
  ['"shares.data.comment" must be a string', { shares: { data: { fs: '/tmp', comment: 5 } } }],
  [
    '"shares.data.maximumSize" must be a whole number from 0 to 9007199254740991',
    { shares: { data: { fs: '/tmp', maximumSize: -1 } } },
  ],
  ['the password of "ann" must be a string', { shares, users: { ann: 5 } }],
  ['there are two users "Ann"', { shares, users: { ann: 'x', Ann: 'y' } }],
  ['"minDialect" must be one of 2.0.2, 2.1, 3.0, 3.0.2, 3.1.1', { shares, minDialect: '1.0' }],
  ['"minDialect" is above "maxDialect"', { shares, minDialect: '3.0', maxDialect: '2.1' }],
  ['"encryption" is required, but "maxDialect" has none', { shares, maxDialect: '2.1', encryption: 'required' }],
  ['"ciphers" must be a list of aes-128-gcm, aes-128-ccm, aes-256-gcm, aes-256-ccm', { shares, ciphers: [] }],
  ['"maxCredits" must be a whole number from 1 to 65535', { shares, maxCredits: 0 }],
  ['"name" must be 1 to 15 letters, digits, "-" or "_"', { shares, name: 'two words' }],
] as const) {
  test(`refuses with: ${wrong} (${JSON.stringify(options)})`, () => {
    assert.throws(
      () => createServer(options as unknown as ServerOptions),
      (error: unknown) => error instanceof TypeError && error.message === wrong,
    );
  });
}

test('tells a file system in memory, which has a property fs, from the options of a share', () => {
  const { promises } = memfs({}).fs;
  const [share] = settleServerOptions({ shares: { data: promises } }).shares;
  assert.is(share?.fs, promises);
  assert.is(share?.root, '/');
  assert.is(share?.local, false);
});

test('keeps no password where it can be printed', () => {
  const server = createServer({ shares, users: { ann: 's3cret' } });
  assert.not.match(JSON.stringify(server), 's3cret');
});

test.run();
