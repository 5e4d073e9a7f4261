import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { pictureType } from '../../lib/ui/picture.ts';
import { textOf } from '../../lib/ui/text-preview.ts';

const test = suite('ui/text-preview');

for (const [what, bytes, text] of [
  ['UTF-8', Buffer.from('naïve 名\r\n\t'), 'naïve 名\r\n\t'],
  ['UTF-8 with its mark', Buffer.from('\ufefftext'), 'text'],
  ['UTF-16 with its mark', Buffer.from('\ufeffüber', 'utf16le'), 'über'],
  ['Latin-1', Buffer.from([0x66, 0xfc, 0x72]), 'für'],
  ['the colours of a terminal', Buffer.from('\x1b[31mred'), '\x1b[31mred'],
  ['null bytes', Buffer.from('a\0b'), undefined],
  ['a control character', Buffer.from('a\x01b'), undefined],
] as const) {
  test(`${what} ${text === undefined ? 'is no text' : 'is a text'}`, () => {
    assert.is(textOf(bytes, true), text);
  });
}

test('a text that is cut within a character is one all the same', () => {
  const bytes = Buffer.from('aü').subarray(0, 2);
  assert.is(textOf(bytes, false), 'a');
  assert.is(textOf(bytes, true), 'aÃ');
});

for (const [bytes, type] of [
  ['\x89PNG\r\n\x1a\n....', 'image/png'],
  ['\xff\xd8\xff\xe0', 'image/jpeg'],
  ['GIF89a', 'image/gif'],
  ['RIFF\n\0\0\0WEBPVP8 ', 'image/webp'],
  ['\0\0\0\x1cftypavif', 'image/avif'],
  ['BM\x0a\0\0\0....', 'image/bmp'],
  ['BM, the text', undefined],
  ['<svg xmlns="', undefined],
  ['<html>', undefined],
  ['', undefined],
] as const) {
  test(`${JSON.stringify(bytes)} ${type === undefined ? 'begins no picture' : `begins ${type}`}`, () => {
    assert.is(pictureType(Buffer.from(bytes, 'latin1'), 10), type);
  });
}

test.run();
