import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { aesGmac } from '../../lib/crypto/gmac.ts';

const test = suite('crypto/gmac');
const hex = (text: string): Buffer => Buffer.from(text, 'hex');

// NIST CAVP, gcmEncryptExtIV128: 96-bit nonce, no plaintext, 720 bits of associated data, 128-bit tag.
const EXAMPLES = [
  {
    key: hex('20b5b6b854e187b058a84d57bc1538b6'),
    nonce: hex('94c1935afc061cbf254b936f'),
    message: hex(
      'ca418e71dbf810038174eaa3719b3fcb80531c7110ad9192d105eeaafa15b819ac005668752b344ed1b22faf77048baf' +
        '03dbddb3b47d6b00e95c4f005e0cc9b7627ccafd3f21b3312aa8d91d3fa0893fe5bff7d44ca46f23afe0',
    ),
    tag: 'b37286ebaf4a54e0ffc2a1deafc9f6db',
  },
  {
    key: hex('7aa53188a9c597126a10d248603ebb62'),
    nonce: hex('aa45ca5dac41a825c45d36bf'),
    message: hex(
      '417fd5147d56de0c74329597824ec2788a344fb60b403edf0187afa12e72a05009bb70f83ccad11efa487c1965cf84fe' +
        'ac067c1ffdbf531fca97c554f875c4a1a1d3ab3c53c8a74ef3ee9415a87e231699c82d764debeda18132',
    ),
    tag: '997bf84654bb9616c0cc9b45f82c7673',
  },
];

test('signs the examples of NIST', () => {
  for (const { key, nonce, message, tag } of EXAMPLES) {
    assert.is(aesGmac(key, nonce, [message]).toString('hex'), tag);
  }
});

test('signs pieces as it signs them joined, wherever the cuts lie', () => {
  for (const { key, nonce, message, tag } of EXAMPLES) {
    for (let first = 0; first <= message.length; first++) {
      const second = Math.min(first + 7, message.length);
      const pieces = [
        message.subarray(0, first),
        message.subarray(first, second),
        Buffer.alloc(0),
        message.subarray(second),
      ];
      assert.is(aesGmac(key, nonce, pieces).toString('hex'), tag, `cut at ${first} and ${second}`);
    }
  }
});

test('signs nothing at all', () => {
  // NIST CAVP, gcmEncryptExtIV128: neither plaintext nor associated data.
  const tag = aesGmac(hex('11754cd72aec309bf52f7687212e8957'), hex('3c819d9a9bed087615030b65'), []);
  assert.is(tag.toString('hex'), '250327c674aaf477aef2675748cf6971');
});

test.run();
