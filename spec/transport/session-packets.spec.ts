import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  decodeNegativeResponse,
  decodeRetarget,
  decodeSessionRequest,
  encodePositiveResponse,
  encodeSessionRequest,
} from '../../lib/transport/session-packets.ts';
import { assertTruncationRefused, fields } from '../support/codec.ts';
import { assertMalformed } from '../support/malformed.ts';

const test = suite('transport/session-packets');

const called = { name: '*SMBSERVER', suffix: 0x20 };
const calling = { name: 'ANNE', suffix: 0x00 };

test('a session request names the called and the calling', () => {
  const expected = fields(
    ['TYPE', '81'],
    ['FLAGS', '00'],
    ['LENGTH', '0044'],
    ['CALLED_NAME length', '20'],
    ['CALLED_NAME', Buffer.from('CKFDENECFDEFFCFGEFFCCACACACACACA')],
    ['CALLED_NAME root', '00'],
    ['CALLING_NAME length', '20'],
    ['CALLING_NAME', Buffer.from('EBEOEOEFCACACACACACACACACACACAAA')],
    ['CALLING_NAME root', '00'],
  );
  const request = encodeSessionRequest(called, calling);
  assert.equal(request, expected);
  const names = decodeSessionRequest(request.subarray(4));
  assert.is(names.called.name, '*SMBSERVER');
  assert.is(names.called.suffix, 0x20);
  assert.is(names.calling.name, 'ANNE');
  assert.is(names.calling.suffix, 0x00);
});

test('a session request cut short is refused', () => {
  assertTruncationRefused(encodeSessionRequest(called, calling).subarray(4), decodeSessionRequest);
});

test('a positive response has no body', () => {
  assert.equal(encodePositiveResponse(), fields(['TYPE', '82'], ['FLAGS', '00'], ['LENGTH', '0000']));
});

test('a negative response has a code', () => {
  assert.is(decodeNegativeResponse(fields(['ERROR_CODE', '8f'])), 0x8f);
  assertMalformed(() => decodeNegativeResponse(Buffer.alloc(0)));
});

test('a retarget response has an address', () => {
  const body = fields(['RETARGET_IP_ADDRESS', 'c0a801ff'], ['PORT', '008b']);
  assert.equal(decodeRetarget(body), { host: '192.168.1.255', port: 139 });
  assertTruncationRefused(body, decodeRetarget);
  assertMalformed(() => decodeRetarget(Buffer.alloc(7)));
});

test.run();
